/** Styles that come with a lazily loaded script; the build makes a file of them. */
declare module "*.css";
