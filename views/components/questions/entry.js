// What stands in the field of a number or a date. In another unit than that of the question it is
// read with this unit, "3 weeks" or "80 to 76 kg": the server works out what is kept.

/** @param {Field} field */
function readEntry(field) {
  const value = read(there(field.input));
  const unit = field.units?.value;
  if (value === undefined || !unit) return value;
  if (!isPair(field)) return `${value} ${unit}`;
  const after = read(there(field.second));
  return after === undefined ? undefined : `${value} to ${after} ${unit}`;
}

/**
 * @param {Field} field
 * @param {unknown} value
 */
function writeEntry(field, value) {
  const { units, second } = field;
  const typed = units && /^(\S+)(?: to (\S+))? (\S+)$/.exec(String(value ?? ""));
  const known = typed && [...units.options].some((one) => one.value === typed[3]);
  there(field.input).value = known ? typed[1] : String(value ?? "");
  if (second) second.value = known ? (typed[2] ?? "") : "";
  if (units && (known || value !== undefined)) units.value = known ? typed[3] : "";
  showPair(field);
}

/** @param {Field} field */
function isEmpty({ input, second }) {
  return !there(input).value && !second?.value;
}

// Two numbers, before and after, where the unit asks for them.
/** @param {Field} field */
function showPair(field) {
  const { second, input } = field;
  if (!second) return;
  const pair = isPair(field);
  hide(second, !pair);
  there(input).placeholder = pair ? there(second.dataset.before) : "";
}

/** @param {Field} field */
function isPair({ units }) {
  return units?.selectedOptions[0]?.dataset.pair !== undefined;
}
