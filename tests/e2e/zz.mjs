import { launch, open, close } from './browser.js';
await launch();
const { page, problems, requests } = await open({}, { ready: false });
await new Promise(r => setTimeout(r, 4000));
console.log(problems, requests.map(u=>u.slice(-40)), await page.evaluate(() => [document.documentElement.outerHTML.slice(0,300), document.getElementById('problem')?.textContent, document.getElementById('app')?.innerHTML.length]));
await close();
