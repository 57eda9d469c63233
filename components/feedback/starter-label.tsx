import FlaskConical from 'lucide-react/icons/flask-conical'

const looks = {
  simulated: {
    word: 'simulated',
    title:
      'Made by a seeded simulation so that there is something to look at. Import a real source to replace it.',
  },
  starter: {
    word: 'starter',
    title: 'Real published data that ships with the product. Import a newer source to replace it.',
  },
}

/** Marks data that nobody here measured, wherever it shows. */
export function StarterLabel({ kind }: { kind: 'simulated' | 'starter' }) {
  const { word, title } = looks[kind]
  return (
    <span
      title={title}
      className="inline-flex items-center gap-1 whitespace-nowrap rounded-sm border border-watch/50 border-dashed px-1.5 font-medium text-watch text-xs leading-5"
    >
      <FlaskConical className="size-3" />
      {word}
    </span>
  )
}
