/** The pending index's name for what befalls a stored view: its owner clears it and folds anew. */
export { ViewDamaged as ScheduleIndexDamaged } from "../runs/view-damaged.ts";
