/** The first stop of the Tab key: jumps over the navigation to the content. */
export function SkipLink() {
  return (
    <a
      href="#main"
      data-chrome
      className="floating fixed top-2 left-2 z-50 -translate-y-28 px-4 py-2 font-medium focus:translate-y-0"
    >
      Skip to content
    </a>
  )
}
