/**
 * Something outside the program keeps it from starting: a folder it may not write, a full disk, a failed migration.
 * The message is one line, says what happened and what to do, and is safe to print on its own, without a stack.
 */
export class StartFault extends Error {
  override name = 'StartFault'
}
