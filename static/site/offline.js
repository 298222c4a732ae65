// Pages that were opened stay readable without a network (docs/decisions/0009-found-and-offline.md).
{
  const address = document.currentScript.dataset.worker;
  addEventListener("load", () => navigator.serviceWorker?.register(address, { updateViaCache: "all" }).catch(() => {}));
}
