/** Something that keeps the bootstrap from going on, told in one line without a stack. */
export class Fault extends Error {
  /**
   * @param {string} message one line: what happened and what to do
   * @param {number} [exitCode]
   */
  constructor(message, exitCode = 1) {
    super(message)
    this.exitCode = exitCode
  }
}
