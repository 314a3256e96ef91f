// The row of sections above the questions: how much of each is answered, and which one is in view.
class Steps {
  /** @param {Board} board */
  constructor(board) {
    this.board = board;
    /** @type {number | undefined} */
    this.low = undefined;
    /** @type {IntersectionObserver | undefined} */
    this.inView = undefined;
  }

  /** @param {string} [changed] */
  count(changed) {
    const { places, fields, answers, words } = this.board;
    for (const { ids, tally, step } of places) {
      if (changed && !ids.includes(changed)) continue;
      const shown = ids.filter((id) => !there(fields.get(id)).row.hidden);
      const answered = shown.filter((id) => id in answers).length;
      say(tally, fill(words.count, { answered, shown: shown.length }));
      step.classList.toggle("qs-full", shown.length > 0 && answered === shown.length);
    }
  }

  /** @param {string} id */
  go(id) {
    this.board.first.show(id === "first");
    const heading = there(document.getElementById(`qs-title-${id}`));
    there(heading.closest(".qs-place")).scrollIntoView({ behavior: calm() ? "auto" : "smooth" });
    heading.focus({ preventScroll: true });
    this.mark(this.board.places.find((place) => place.id === id));
  }

  // The row sticks below Streamlit's own, if there is anything in it; the step in view is marked.
  measure() {
    const { bar, root, places } = this.board;
    const header = document.querySelector('[data-testid="stHeader"]');
    const top = header?.hasChildNodes() ? header.offsetHeight : 0;
    const low = top + bar.offsetHeight;
    if (!low || low === this.low) return;
    this.low = low;
    root.style.setProperty("--qs-top", `${top}px`);
    root.style.setProperty("--qs-low", `${low}px`);
    this.inView?.disconnect();
    const visible = new Set();
    this.inView = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries)
          visible[isIntersecting ? "add" : "delete"](target);
        this.mark(places.find(({ place }) => visible.has(place)));
      },
      { rootMargin: `-${low + 24}px 0px -55% 0px` },
    );
    for (const { place } of places) this.inView.observe(place);
    if (!bar.querySelector("[aria-current]")) this.mark(places.find(({ place }) => !place.hidden));
  }

  /** @param {Place | undefined} current */
  mark(current) {
    if (!current) return;
    for (const { step } of this.board.places)
      setOrDrop(step, "aria-current", step === current.step && "step");
    const row = there(current.step.closest("ol"));
    const { offsetLeft, offsetWidth } = there(current.step.parentElement);
    row.scrollTo({
      left: offsetLeft - (row.clientWidth - offsetWidth) / 2,
      behavior: calm() ? "auto" : "smooth",
    });
  }

  leave() {
    this.inView?.disconnect();
  }
}
