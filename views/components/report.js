// What a component reports makes Streamlit run a page, the one that was shown when it was reported. Right behind a press on
// another page that would call the old one back, or draw a part of it into the new one, over which Streamlit breaks and
// leaves a blank page. So a report waits while a page is being left (frame/hold.js), and goes with the component: the tab
// has kept what it says, and the next page asks for that. A press in turn waits for a report that is on its way.
const ON_ITS_WAY = 300; // ms after a report in which a run that comes of it has begun

/**
 * @param {Node} element of the component
 * @param {() => void} send
 */
function report(element, send) {
  const tell = () => {
    window.lemsTold = performance.now();
    send();
  };
  const look = () => {
    if (window.lemsLeaving || isRunning()) setTimeout(look, 20);
    else if (element.isConnected) tell();
  };
  // At once where nobody leaves: what two components report in one moment is one message, and what a second one reports
  // later would take back what the run of the first is about to put into Streamlit's own fields.
  if (window.lemsLeaving) look();
  else tell();
}

function isOnItsWay() {
  return performance.now() - (window.lemsTold ?? -Infinity) < ON_ITS_WAY;
}

function isRunning() {
  const app = document.querySelector('[data-testid="stApp"]');
  return app !== null && app.dataset.testScriptState !== "notRunning";
}
