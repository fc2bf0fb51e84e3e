import "oc-session";
