// The copy of the answers in the tab, for a reload.
const STORE = "lems-checklist";
const FORMAT = 1; // of what is kept in the tab; anything else found there is ignored

/** @param {Omit<Copy, "format">} held */
function keepCopy(held) {
  try {
    sessionStorage.setItem(STORE, JSON.stringify({ format: FORMAT, ...held }));
  } catch {
    // Storage is full or forbidden: the answers live in this page only.
  }
}

/**
 * @param {Map<string, Field>} fields
 * @param {(id: unknown) => unknown} isReason
 * @returns {Copy | null}
 */
function recallCopy(fields, isReason) {
  try {
    const copy = JSON.parse(sessionStorage.getItem(STORE) ?? "null");
    if (copy?.format !== FORMAT) return null;
    const known = Object.entries(copy.answers).filter(([id, value]) =>
      fields.get(id)?.allows(value),
    );
    const open = Object.entries(copy.reasons ?? {}).filter(
      ([id, reason]) => fields.has(id) && isReason(reason),
    );
    const marks = Object.entries(copy.marks ?? {}).filter(([id]) => fields.has(id));
    return {
      ...copy,
      answers: Object.fromEntries(known),
      reasons: Object.fromEntries(open),
      marks: Object.fromEntries(marks),
      last: fields.has(copy.last) ? copy.last : null,
    };
  } catch {
    return null;
  }
}
