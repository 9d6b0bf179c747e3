// All tours, in the order in which they are offered. What they tell was measured by benchmarks/tours.py.

import { attention } from "./tours_attention.js";
import { flag } from "./tours_flag.js";
import { language } from "./tours_language.js";
import { map } from "./tours_map.js";
import { reading } from "./tours_reading.js";
import { sharp } from "./tours_sharp.js";

export const TOURS = [attention, flag, reading, language, sharp, map];
