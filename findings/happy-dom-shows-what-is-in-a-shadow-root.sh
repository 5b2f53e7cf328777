#!/usr/bin/env bash
# happy-dom 21.0.4: for a click on a button in the shadow root of a widget, a listener at the page's document gets the
# button as the event's target, and so does one at the widget itself, for which the event is in the phase of bubbling.
# Guessed: the widget is the target for both, and at the widget the phase is AT_TARGET, as the DOM standard says of an
# event that leaves a shadow root, and as in jsdom 26.1.0. That an event which is not composed stays within is right in
# both.
# So a test passes for code that reads event.target and finds, in a browser, the widget in place of the button.
# Fails if that is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts happy-dom@21.0.4 jsdom@26.1.0
cat >click.mjs <<'JAVASCRIPT'
import { Window } from 'happy-dom';
import { JSDOM } from 'jsdom';

function targets(window) {
	const { document } = window;
	const widget = document.body.appendChild(document.createElement('aside'));
	const root = widget.attachShadow({ mode: 'open' });
	const button = root.appendChild(document.createElement('button'));
	const seen = [];
	for (const [name, place] of Object.entries({ root, widget, document })) {
		place.addEventListener('click', (event) => seen.push(`${name} ${event.target.localName} ${event.eventPhase}`));
	}
	button.dispatchEvent(new window.MouseEvent('click', { bubbles: true, composed: true }));
	button.dispatchEvent(new window.MouseEvent('click', { bubbles: true }));
	return seen.join(', ');
}
const happy = new Window();
console.log(targets(happy));
await happy.happyDOM.close();
console.log(targets(new JSDOM().window));
JAVASCRIPT
seen=$(node click.mjs)
printf 'seen, and by jsdom:\n%s\n' "$seen"
[ "$seen" = "root button 3, widget button 3, document button 3, root button 3
root button 3, widget aside 2, document aside 3, root button 3" ]
