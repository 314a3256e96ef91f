// What the field for the notes is given, beside the notes themselves.

interface NotesData extends Notes {
  label: string;
  placeholder: string;
  most: number;
}
