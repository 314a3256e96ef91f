// The first screen: the questions that decide most, and then the next one, one at a time. Whoever
// wants all of them sees the sections instead. A question stands in one place only, so its row is
// moved: to the first screen, or home.
const VIEW = "lems-checklist-view";

class FirstScreen {
  /** @param {Board} board */
  constructor(board) {
    this.board = board;
    this.shown = true; // or all sections are
    /** @type {string[]} */
    this.asked = []; // the questions that followed the first ones
    this.hasReport = false; // of a specialist's test
    this.recall();
  }

  get listed() {
    return [...new Set([...this.board.data.first.items, ...this.asked])];
  }

  /** @param {boolean} shown */
  show(shown) {
    if (this.shown === shown) return;
    this.shown = shown;
    this.keep();
    this.arrange();
  }

  // Puts every question where it belongs.
  arrange() {
    const { fields, drawing } = this.board;
    for (const { home, row } of fields.values()) home.append(row); // in their order
    const first = this.board.data.first.items;
    const rows = (/** @type {string[]} */ ids) =>
      ids.flatMap((id) => this.board.fields.get(id)?.row ?? []);
    if (this.shown) {
      drawing.leading.append(...rows(first));
      drawing.following.append(...rows(this.listed.filter((id) => !first.includes(id))));
    }
    for (const place of this.board.places)
      if (place.id === "first") place.ids = this.listed.filter((id) => fields.has(id));
    this.board.hideEmpty();
    this.board.steps.count();
    this.follow();
  }

  // Lets the next question follow once all before it are settled, and says what is left.
  follow() {
    const { told, drawing, words, data } = this.board;
    if (!told) return;
    const { listed } = this;
    const queue = told.next.filter((id) => !listed.includes(id) && !this.isSettled(id));
    const ready = queue.filter((id) => this.isAtHand(id));
    if (this.shown && ready.length && listed.every((id) => this.isSettled(id))) {
      this.ask(ready[0]);
      return;
    }
    hide(drawing.next, queue.length === 0);
    const waits = data.sections.filter(({ groups }) =>
      groups.some(({ items }) => items.some(({ id }) => queue.includes(id))),
    );
    const what = waits.flatMap((section) => section.waits ?? []).join(", ");
    const onlyReports = queue.length > 0 && !ready.length;
    say(
      drawing.onward,
      onlyReports ? fill(words.specialist, { what }) : queue.length ? "" : words.next_none,
    );
    hide(drawing.onward, !drawing.onward.textContent);
    say(drawing.next, onlyReports ? words.specialist_open : words.next);
    this.ready = ready[0];
  }

  // The button: the next question, or the first that needs a report.
  goOn() {
    if (!this.ready) {
      this.hasReport = true;
      this.keep();
      this.follow();
    }
    const id = this.ready;
    if (!id) return;
    this.ask(id);
    this.board.goTo(id);
  }

  /** @param {string} id */
  ask(id) {
    if (this.listed.includes(id) || !this.board.fields.has(id)) return;
    this.asked.push(id);
    this.keep();
    this.arrange();
  }

  // Makes sure that a question can be seen.
  /** @param {string} id */
  reveal(id) {
    if (this.shown) this.ask(id);
    const fold = this.board.fields.get(id)?.row.closest("details.qs-waits");
    if (fold) /** @type {HTMLDetailsElement} */ (fold).open = true;
  }

  startAgain() {
    this.asked = [];
    this.hasReport = false;
    this.keep();
  }

  /** @param {string} id */
  isSettled(id) {
    const { answers, reasons, fields } = this.board;
    return id in answers || id in reasons || Boolean(fields.get(id)?.row.hidden);
  }

  // Questions on specialist tests wait until there is a report, or the answer to one of them.
  /** @param {string} id */
  isAtHand(id) {
    const { fields, answers } = this.board;
    if (this.hasReport || !fields.get(id)?.specialist) return true;
    return Object.keys(answers).some((other) => fields.get(other)?.specialist);
  }

  keep() {
    const { shown, asked, hasReport } = this;
    try {
      sessionStorage.setItem(VIEW, JSON.stringify({ shown, asked, hasReport }));
    } catch {
      // Storage is full or forbidden: this is remembered in this page only.
    }
  }

  recall() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(VIEW) ?? "{}");
      this.shown = kept.shown !== false;
      this.asked = [...(kept.asked ?? [])].filter((id) => typeof id === "string");
      this.hasReport = kept.hasReport === true;
    } catch {
      // Not ours, or forbidden.
    }
  }
}
