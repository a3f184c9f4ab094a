/* page.js - what a page does: nothing that it needs, only what is handy. */
'use strict';

// What scrolls is reached by the keyboard; what does not need not be stopped at.
const framed = document.querySelectorAll('.scroll, .picture, pre');
const settle = () => {
    for (const frame of framed) {
        if (frame.scrollWidth > frame.clientWidth || frame.scrollHeight > frame.clientHeight)
            frame.tabIndex = 0;
        else
            frame.removeAttribute('tabindex');
    }
};
settle();
window.addEventListener('resize', settle);

// A part that is folded and is gone to by a link opens.
const unfold = () => {
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    const folded = target && target.closest('details');
    if (folded)
        folded.open = true;
};
unfold();
window.addEventListener('hashchange', unfold);
document.addEventListener('toggle', settle, true);
