// The notes as this tab keeps them, beside the mark of the text they go on from (views/components/notes).
const NOTES_STORE = "lems-notes";
const NOTES_FORMAT = 1; // of what is kept in the tab; anything else found there is ignored

/** @returns {Notes | null} */
function keptNotes() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(NOTES_STORE) ?? "null");
    const usable = kept?.format === NOTES_FORMAT && typeof kept.text === "string";
    return usable ? kept : null;
  } catch {
    return null;
  }
}

/**
 * @param {string} text
 * @param {string} mark
 */
function keepNotes(text, mark) {
  try {
    sessionStorage.setItem(NOTES_STORE, JSON.stringify({ format: NOTES_FORMAT, text, mark }));
  } catch {
    // Storage is full or forbidden: the notes live in this page only.
  }
}

// What the tab has and the server has not; null if nothing. A server without a mark is a new one, which knows nothing.
/** @param {Notes} held */
function newerNotes({ text, mark }) {
  const kept = keptNotes();
  const goesOn = kept && (kept.mark === mark || mark === "");
  return goesOn && kept.text !== text ? kept.text : null;
}

// On a page without the field: tells the server what it has not heard, and keeps what the server put in its place.
/**
 * @param {Notes | null} notes
 * @param {(typed: Notes) => void} [tell]
 */
function settleNotes(notes, tell) {
  if (!notes) return;
  const newer = newerNotes(notes);
  if (newer === null) keepNotes(notes.text, notes.mark);
  else tell?.({ ...notes, text: newer });
}
