// Makes the list of units a tree for keyboard and screen reader; branches come from the server when opened.
import { jump, step } from "./tree-keys.js";

const PAUSE = 700; // ms after which letters begin a new word

const tree = document.querySelector("ul.tree");
if (tree instanceof HTMLElement) makeTree(tree);

// A branch is an <li>; its line is the tree's item, which owns the list of branches beneath it.

/** @param {HTMLElement} root */
function makeTree(root) {
  let typed = "";
  let lastLetter = 0;

  root.setAttribute("role", "tree");
  dress(root);
  const target = document.getElementById(location.hash.slice(1))?.closest(".branch");
  makeCurrent(target instanceof HTMLElement ? target : inSight()[0]);

  root.addEventListener("click", (event) => {
    const clicked = /** @type {Element} */ (event.target);
    const branch = branchOf(clicked);
    if (!branch) return;
    makeCurrent(branch);
    if (!clicked.closest(".branch-toggle")) return;
    event.preventDefault();
    toggle(branch);
    line(branch)?.focus();
  });

  root.addEventListener("keydown", (event) => {
    const branch = branchOf(/** @type {Element} */ (event.target));
    if (event.ctrlKey || event.altKey || event.metaKey || !branch) return;
    const branches = inSight();
    const at = branches.indexOf(branch);
    const move = step(event.key, branches.map(item), at);
    if (move) {
      event.preventDefault();
      obey(move, branches, at);
    } else if (event.key.length === 1) {
      typed = event.timeStamp - lastLetter > PAUSE ? event.key : typed + event.key;
      lastLetter = event.timeStamp;
      go(branches[jump(typed, branches.map(name), at)]);
    }
  });

  root.addEventListener("htmx:afterSwap", () => {
    dress(root);
    if (root.querySelector('.branch-line[tabindex="0"]')) return;
    makeCurrent(inSight()[0]); // the line that had the focus was replaced
  });

  /**
   * @param {NonNullable<import("./tree-keys.js").Step>} move
   * @param {HTMLElement[]} branches
   * @param {number} at
   */
  function obey(move, branches, at) {
    if ("to" in move) go(branches[move.to]);
    else if ("toggle" in move) for (const n of move.toggle) toggle(branches[n]);
    else follow(branches[at]);
  }

  function inSight() {
    return [...root.querySelectorAll(".branch")].filter(
      /** @returns {branch is HTMLElement} */
      (branch) => branch instanceof HTMLElement && !branch.parentElement?.closest("[hidden]"),
    );
  }

  /** @param {HTMLElement | undefined} branch */
  function go(branch) {
    if (!branch) return;
    makeCurrent(branch);
    line(branch)?.focus();
    line(branch)?.scrollIntoView({ block: "nearest" });
  }

  /** @param {HTMLElement | undefined} branch */
  function makeCurrent(branch) {
    if (!branch) return;
    root.querySelector('.branch-line[tabindex="0"]')?.setAttribute("tabindex", "-1");
    line(branch)?.setAttribute("tabindex", "0");
  }
}

/**
 * Roles for branches that are new.
 * @param {HTMLElement} root
 */
function dress(root) {
  for (const branch of root.querySelectorAll(".branch:not([role])")) {
    const children = group(branch);
    const own = line(branch);
    branch.setAttribute("role", "none");
    own?.setAttribute("role", "treeitem");
    own?.setAttribute("tabindex", "-1");
    own?.setAttribute("aria-level", String(depth(branch)));
    if (children) {
      children.setAttribute("role", "group");
      own?.setAttribute("aria-owns", children.id);
      own?.setAttribute("aria-expanded", String(!children.hidden));
    }
    branch.querySelector(".branch-toggle")?.setAttribute("aria-hidden", "true");
    for (const link of branch.querySelectorAll(":scope > .branch-line a")) link.setAttribute("tabindex", "-1");
  }
}

/** @param {HTMLElement | undefined} branch */
function follow(branch) {
  const link = branch?.querySelector("a.branch-name");
  if (link instanceof HTMLElement) link.click();
}

/** @param {HTMLElement | undefined} branch */
function toggle(branch) {
  const children = branch && group(branch);
  if (!children) return;
  children.hidden = !children.hidden;
  branch.classList.toggle("is-open", !children.hidden);
  line(branch)?.setAttribute("aria-expanded", String(!children.hidden));
  if (children.querySelector(".branch-wait")) children.dispatchEvent(new Event("open"));
  remember(branch.dataset.unit ?? "", !children.hidden);
}

/**
 * Keep what is open in the address, so that coming back finds it open.
 * @param {string} unit
 * @param {boolean} open
 */
function remember(unit, open) {
  const address = new URL(location.href);
  const others = address.searchParams.getAll("open").filter((id) => id !== unit);
  address.searchParams.delete("open");
  for (const id of open ? [...others, unit] : others) address.searchParams.append("open", id);
  history.replaceState(history.state, "", address);
}

/**
 * @param {Element} branch
 * @returns {HTMLElement | null}
 */
function group(branch) {
  return branch.querySelector(":scope > .branch-children");
}

/**
 * @param {Element} branch
 * @returns {HTMLElement | null}
 */
function line(branch) {
  return branch.querySelector(":scope > .branch-line");
}

/** @param {Element} inner */
function branchOf(inner) {
  const branch = inner.closest(".branch");
  return branch instanceof HTMLElement ? branch : undefined;
}

/** @param {Element} branch */
function depth(branch) {
  let level = 1;
  for (let above = branch.parentElement?.closest(".branch"); above; above = above.parentElement?.closest(".branch")) level += 1;
  return level;
}

/** @param {HTMLElement} branch */
function item(branch) {
  const children = group(branch);
  return { level: depth(branch), open: children && !children.hidden };
}

/** @param {HTMLElement} branch */
function name(branch) {
  return branch.querySelector(".branch-name")?.textContent ?? "";
}
