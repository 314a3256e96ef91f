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

  // Puts every question where it belongs. One that is there already is not touched: it would lose
  // the focus, and what is being typed with it.
  arrange() {
    const { fields, drawing, places } = this.board;
    const { listed } = this;
    const leading = this.board.data.first.items;
    /** @type {Map<HTMLElement, HTMLElement[]>} */
    const wanted = new Map([
      [drawing.leading, []],
      [drawing.following, []],
    ]);
    const put = (/** @type {HTMLElement} */ card, /** @type {HTMLElement} */ row) =>
      wanted.set(card, [...(wanted.get(card) ?? []), row]);
    if (this.shown)
      for (const id of listed) {
        const row = fields.get(id)?.row;
        if (row) put(leading.includes(id) ? drawing.leading : drawing.following, row);
      }
    for (const [id, { home, row }] of fields)
      if (!this.shown || !listed.includes(id)) put(home, row);
    for (const [card, rows] of wanted)
      rows.forEach((row, at) => {
        const stands = card.querySelectorAll(".qs-q")[at];
        if (stands !== row) card.insertBefore(row, stands ?? null);
      });
    for (const place of places)
      if (place.id === "first") place.ids = listed.filter((id) => fields.has(id));
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

  // Other answers have taken the place of those before: of what followed, only what they answer
  // stays.
  startAgain() {
    const { answers, reasons } = this.board;
    this.asked = this.asked.filter((id) => id in answers || id in reasons);
    this.hasReport &&= this.asked.length > 0;
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
