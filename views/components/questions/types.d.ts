// The types of the questions: `views/components/questions/__init__.py`.

interface Option {
  id: string;
  label: string;
}

interface Source {
  text: string;
  href: string | null;
}

interface Question {
  id: string;
  kind: "yn" | "choice" | "number" | "date";
  ask: string;
  why: string;
  if_yes?: string | null;
  if_no?: string | null;
  help?: string | null;
  sources?: Source[];
  options?: Option[];
  unit?: string | null;
  least?: number | null;
  most?: number | null;
  whole?: boolean;
}

interface Group {
  title: string | null;
  items: Question[];
}

interface Section {
  id: string;
  title: string;
  intro: string;
  groups: Group[];
}

interface Way {
  page: string;
  text: string;
}

interface QuestionsData {
  sections: Section[];
  words: Words;
  order: string[];
  reasons: Option[];
  onward: Way[];
}

/** What is said below a question. */
type Note = "problem" | "warning" | "left";

/** What of a drawn question is looked up again; a number or a date has an input and its cross. */
interface Field extends Partial<Record<Note, string>> {
  id: string;
  kind: Question["kind"];
  help: string;
  row: HTMLElement;
  notes: HTMLElement;
  mark: HTMLElement;
  control: HTMLElement;
  allows(value: unknown): boolean;
  tall?: boolean;
  input?: HTMLInputElement;
  clear?: HTMLElement;
  open?: HTMLElement;
}

/** What of a drawn section is looked up again. */
interface Place {
  place: HTMLElement;
  step: HTMLElement;
  tally: HTMLElement;
  ids: string[];
}

/** What the tab keeps for a reload. */
interface Copy extends Exchanged {
  format: number;
  last: string | null;
  base: string;
}
