// The types of the drawing and of the walk through it: `views/components/junction/__init__.py`.

/** Where the drawing stands. */
interface Shown {
  step: string;
  state: State;
  tumour: "with" | "without";
}

/** What the drawing is made of: the steps in their order, and every word. */
interface FigureData {
  steps: string[];
  words: Words;
}

/** A step as the drawing shows it. */
interface Label {
  step: string;
  number: string;
  name: string;
  note: string;
  lit: boolean;
}

/** A source, as a link. */
interface Cited {
  label: string;
  link: string;
}

/** How sure something is, and where that stands. */
interface Basis {
  certainty: string;
  sources: Cited[];
}

/** Answers of this patient, and what a step says of them. */
interface Explained {
  answer: string;
  says: string;
  sources: Cited[];
}

/** One stop: `Stop` of `lems_rules/mechanism/walk.py`. */
interface Stop extends Basis {
  id: string;
  title: string;
  plain: string;
  in_lems: string;
  in_mg: Basis & { says: string };
  evidence: string;
  explains: Explained[];
  cautions: Explained[];
}

interface WalkData extends FigureData {
  stops: Stop[];
  begin: Shown;
  empty: boolean;
}
