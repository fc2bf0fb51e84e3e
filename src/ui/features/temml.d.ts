/** The library without what few formulas need: its main entry brings chemistry along, a sixth more. */
declare module "temml/temml.js" {
  export { default } from "temml";
}
