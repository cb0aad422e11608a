// Punctuation that a line's end parts from the word it belongs to. Only French text is looked at, as it is laid out.
() => {
  const isFrench = element => (element.closest("[lang]")?.lang ?? "").toLowerCase().startsWith("fr");
  const blockOf = element => {
    let up = element;
    while (up.parentElement && getComputedStyle(up).display.startsWith("inline") && getComputedStyle(up).display === "inline") up = up.parentElement;
    return up;
  };
  const range = document.createRange();
  const boxOf = ([node, offset]) => {
    range.setStart(node, offset);
    range.setEnd(node, offset + 1);
    return range.getClientRects()[0];
  };
  const blocks = new Map(), walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!node.data.trim() || !parent.checkVisibility() || !isFrench(parent)) continue;
    const block = blockOf(parent);
    if (block.clientWidth < 8) continue; // for screen readers only
    if (!blocks.has(block)) blocks.set(block, []);
    blocks.get(block).push(node);
  }
  const findings = [];
  for (const nodes of blocks.values()) {
    const text = nodes.map(node => node.data).join("");
    const places = nodes.flatMap(node => Array.from({length: node.data.length}, (_, offset) => [node, offset]));
    const parted = (from, to) => {
      const one = boxOf(places[from]), other = boxOf(places[to]);
      return one && other && one.bottom <= other.top + 1;
    };
    const around = at => text.slice(Math.max(0, at - 20), at + 20).replace(/\s+/g, " ").trim();
    for (const {index} of text.matchAll(/«(?=\s*\S)/g)) {
      const next = index + 1 + text.slice(index + 1).search(/\S/);
      if (parted(index, next)) findings.push(`« at a line's end: ${around(index)}`);
    }
    for (const {0: found, index} of text.matchAll(/(?<=\S\s*)[»:;!?]/g)) {
      const before = text.slice(0, index).trimEnd().length - 1;
      if (parted(before, index)) findings.push(`${found} at a line's beginning: ${around(index)}`);
    }
  }
  return findings;
}
