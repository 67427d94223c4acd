const spokes = [0, 45, 90, 135, 180, 225, 270, 315]

/** The ship's wheel, drawn in the text's own colours. */
export function Mark() {
  return (
    <svg aria-hidden viewBox="0 0 64 64" className="size-16 text-accent" fill="none" stroke="currentColor" strokeLinecap="round">
      <circle cx="32" cy="32" r="17" strokeWidth="3.5" />
      <circle cx="32" cy="32" r="5.5" strokeWidth="3.5" />
      {spokes.map((angle) => (
        <path key={angle} d="M32 24v-19" strokeWidth="3.5" transform={`rotate(${angle} 32 32)`} />
      ))}
    </svg>
  )
}
