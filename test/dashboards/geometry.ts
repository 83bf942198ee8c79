import type { Page } from 'playwright-core';

/**
 * What a page's layout shows by itself: figures torn from their unit or in two, targets that are too
 * small to touch (WCAG 2.5.8: 24 px) or lie over each other, texts of charts over lines or over each
 * other, and texts beyond the window's edge. Runs in the browser.
 */
const LOOK = `(() => {
  const found = [];
  const isShown = (box) => box.width > 0 && box.height > 0;
  const meets = (a, b, by = 0.5) =>
    a.left < b.right - by && b.left < a.right - by && a.top < b.bottom - by && b.top < a.bottom - by;
  const name = (node) => node.textContent.trim().replace(/\\s+/g, ' ').slice(0, 60);

  const FIGURE = /(?<![\\w.\\/-])(?:(?:\\b[A-Z]{3}|[€£$])[ \\u00A0]?)?[-\\u2212]?\\d+(?:[.,\\u2019\\u00A0\\u202F]\\d+)*(?:[ \\u00A0](?:%|kr\\.?|€|percentage points?))?/g;
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    if (node.parentElement.closest('code, pre, title, desc, [hidden], .vh')) continue;
    for (const match of node.data.matchAll(FIGURE)) {
      const range = document.createRange();
      range.setStart(node, match.index);
      range.setEnd(node, match.index + match[0].length);
      const boxes = [...range.getClientRects()].filter(isShown);
      if (new Set(boxes.map(({ top }) => Math.round(top))).size > 1) found.push('broken: ' + match[0]);
      const inside = node.parentElement.closest('.scroll');
      for (const { left, right } of inside ? [] : boxes) {
        if (left < 0 || right > document.documentElement.clientWidth + 0.5) found.push('outside: ' + match[0]);
      }
    }
  }

  const targets = [...document.querySelectorAll('a, button, summary, input:not([type=hidden])')]
    .filter((node) => !node.matches('.skip'))
    .map((node) => ({ node, box: node.getBoundingClientRect() }))
    .filter(({ box }) => isShown(box));
  targets.forEach(({ node, box }, index) => {
    if (box.width < 24 || box.height < 24)
      found.push('small: ' + name(node) + ' ' + box.width.toFixed(1) + ' × ' + box.height.toFixed(1));
    for (const other of targets.slice(index + 1)) {
      if (meets(box, other.box)) found.push('targets meet: ' + name(node) + ' | ' + name(other.node));
    }
  });

  for (const chart of document.querySelectorAll('svg.chart')) {
    const labels = [...chart.querySelectorAll('text')]
      .map((node) => ({ text: node.textContent, box: node.getBoundingClientRect() }))
      .filter(({ box }) => isShown(box));
    const points = [...chart.querySelectorAll('path, line, rect, circle')].flatMap((node) => {
      const matrix = node.getScreenCTM();
      const length = node.getTotalLength();
      return Array.from({ length: 401 }, (_, step) =>
        node.getPointAtLength((length * step) / 400).matrixTransform(matrix));
    });
    labels.forEach(({ text, box }, index) => {
      if (points.some(({ x, y }) => x > box.left + 0.5 && x < box.right - 0.5 && y > box.top + 2 && y < box.bottom - 2))
        found.push('over a line: ' + text);
      if (box.left < -0.5 || box.right > document.documentElement.clientWidth + 0.5) found.push('cut: ' + text);
      for (const other of labels.slice(index + 1)) {
        if (meets(box, other.box)) found.push('labels meet: ' + text + ' | ' + other.text);
      }
    });
  }

  if (/\\.\\.(?:\\s|$)/.test(document.body.textContent)) found.push('a doubled full stop: ' + /.{0,40}\\.\\./.exec(document.body.textContent)[0]);
  return found;
})()`;

/** What is wrong with how a page is laid out at the width it has; nothing: []. */
export function layoutFaults(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(LOOK);
}
