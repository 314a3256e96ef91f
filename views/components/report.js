// What a component reports makes Streamlit run a page, the one that was shown when it was reported. Right behind a press on
// another page that would call the old one back, or draw a part of it into the new one, over which Streamlit breaks and
// leaves a blank page. So a report waits while a page is being left (frame/hold.js), and goes with the component: the tab
// has kept what it says, and the next page asks for that. A press in turn waits for a report that is on its way.
const UNSEEN = 100; // ms in which a press from before anybody looked at presses has begun its run

/**
 * @param {Node} element of the component
 * @param {() => void} send
 */
function report(element, send) {
  const sees = window.lemsHold ? 0 : performance.now() + UNSEEN;
  const look = () => {
    if (!window.lemsHold || window.lemsLeaving || isRunning() || performance.now() < sees)
      setTimeout(look, 20);
    else if (element.isConnected) tell();
  };
  const tell = () => {
    window.lemsTold = performance.now();
    send();
  };
  if (window.lemsHold && !window.lemsLeaving) tell();
  else look();
}

function isRunning() {
  const app = document.querySelector('[data-testid="stApp"]');
  return app !== null && app.dataset.testScriptState !== "notRunning";
}
