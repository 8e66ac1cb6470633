/** A deeply frozen copy: what was stored changes neither with the value it came from nor through a reader. */
export function keepJson<Value>(value: Value): Value {
  return freeze(JSON.parse(JSON.stringify(value)));
}

function freeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) freeze(part);
    Object.freeze(value);
  }
  return value;
}
