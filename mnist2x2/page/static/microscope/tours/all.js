// All tours, in the order in which they are offered. What they tell was measured by benchmarks/tours.py.

import { attention } from "./attention.js";
import { flag } from "./flag.js";
import { language } from "./language.js";
import { map } from "./map.js";
import { reading } from "./reading.js";
import { sharp } from "./sharp.js";

export const TOURS = [attention, flag, reading, language, sharp, map];
