// A plain page: no script, made anew each time and kept nowhere.
export const csr = false;
export const prerender = false;
