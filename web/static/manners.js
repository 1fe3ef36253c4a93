// What makes the page more pleasant, and what nothing waits for.

const openMenu = () => document.querySelector('.menu[open]');

/** Closes the menu, and gives the focus back to what opened it; whether it was open. */
export function closeMenu() {
  const menu = openMenu();
  if (!menu) return false;
  menu.open = false;
  menu.firstElementChild.focus();
  return true;
}

addEventListener('pointerdown', ({ target }) => {
  const menu = openMenu();
  if (menu && !menu.contains(target)) menu.open = false;
});

// Where there is room, the bar with the cost is there as long as the cost itself is out of sight.
const { dataset } = document.documentElement;
new IntersectionObserver(([{ isIntersecting }]) => (dataset.cost = isIntersecting ? 'seen' : 'unseen'))
  .observe(document.getElementById('cost'));

// What is printed tells where it is from.
const address = Object.assign(document.createElement('p'), { className: 'page address' });
document.body.append(address);
addEventListener('beforeprint', () => (address.textContent = location.href));
