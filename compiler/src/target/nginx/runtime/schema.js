// A body against its schema, in one pass that keeps nothing: what the schema can no longer take is only looked at as
// JSON, since a JSON error anywhere counts before a schema's. Schemas are closed: an unknown field is refused.

import names from 'names.js';
import numbers from 'number.js';
import scalar from 'scalar.js';
import scan from 'scan.js';

// Looked up once, and not for every value.
const add = names.add;
const readNumber = numbers.read;
const isNumber = scalar.isNumber;
const isQuoted = scalar.isQuoted;
const isWholeNumber = scalar.isWholeNumber;
const colon = scan.colon;
const space = scan.space;
const string = scan.string;
const unescape = scan.unescape;
const word = scan.word;
const written = scan.written;

// 'accepted', 'json' if the octets are not strict JSON, 'schema' if they are not of the schema. Containers are not read by
// recursion: the engine's stack does not hold thirty of them for sure.
function judge(octets, index) {
    if (!scan.isText(octets)) {
        return 'json';
    }
    const number = {};
    // What is around the innermost container, which is an object or a list; of either, what it must be, and how many
    // required fields or items have come. Once the schema is broken, `type`, `schema`, `list` and `item` mean nothing.
    const around = [];
    let depth = 0;
    let isObject = false;
    let known = null;
    let schema = null;
    let list = null;
    let item = null;
    let count = 0;
    let accepted = true;
    let type = { kind: 'object', schema: index, nullable: false };
    let place = space(octets, 0);
    // Not where they are used: at each turn of a loop njs makes its variables anew, which takes longer than all else.
    let octet, end, name, field, isNext, isNegative, first, lead, value, next, digits, isPlain;
    for (;;) {
        if (isObject) {
            end = string(octets, place);
            if (end < 0) {
                return 'json';
            }
            name = unescape(written(octets, place, end));
            known = add(known, name);
            place = colon(octets, end);
            if (known === null || place < 0) {
                return 'json';
            }
            if (accepted) {
                field = schema.fields['=' + name];
                if (field === undefined || field.readOnly) {
                    accepted = false;
                } else {
                    type = plan.types[field.type];
                    count += field.required;
                }
            }
        }
        octet = octets[place];
        end = place + 1;
        if (octet === 0x22) {
            end = string(octets, place);
            accepted = accepted && end >= 0 && isQuoted(type, octets, place, end);
        } else if (octet <= 0x39) {
            // Most numbers are a few digits: read here, since a call would cost more.
            isNegative = octet === 0x2d;
            first = isNegative ? end : place;
            lead = octets[first];
            value = lead - 0x30;
            end = first + 1;
            next = octets[end];
            while (next >= 0x30 && next <= 0x39) {
                value = value * 10 + next - 0x30;
                next = octets[++end];
            }
            digits = end - first;
            isPlain = lead >= 0x31 && lead <= 0x39 ? digits <= 15 : lead === 0x30 && digits === 1;
            if (isPlain && next !== 0x2e && next !== 0x65 && next !== 0x45) {
                accepted = accepted && isWholeNumber(type, isNegative ? -value : value, digits);
            } else {
                end = readNumber(octets, place, number);
                accepted = accepted && end >= 0 && isNumber(type, number);
            }
        } else if (octet === 0x7b || octet === 0x5b) {
            isNext = octet === 0x7b;
            if (depth === scan.MAX_DEPTH) {
                return 'json';
            }
            if (octets[end] <= 0x20) {
                end = space(octets, end);
            }
            accepted = accepted && type.kind === (isNext ? 'object' : 'list');
            // Brackets differ from their counterparts by two.
            if (octets[end] === octet + 2) {
                end++;
                if (accepted) {
                    accepted = isNext ? plan.schemas[type.schema].required === 0 : !(type.min > 0);
                }
            } else {
                around.push(isObject, known, schema, list, item, count);
                depth++;
                isObject = isNext;
                known = null;
                count = 0;
                if (accepted) {
                    if (isObject) {
                        schema = plan.schemas[type.schema];
                    } else {
                        list = type;
                        item = plan.types[list.item];
                        type = item;
                        count = 1;
                    }
                }
                place = end;
                continue;
            }
        } else {
            end = word(octets, place);
            accepted = accepted && (octet === 0x6e ? type.nullable : type.kind === 'bool');
        }
        if (end < 0) {
            return 'json';
        }
        // Behind a value: the containers that end here, then a comma, or the end of all.
        for (;;) {
            octet = octets[end];
            if (octet <= 0x20) {
                end = space(octets, end);
                octet = octets[end];
            }
            if (depth === 0) {
                if (end < octets.length) {
                    return 'json';
                }
                return accepted ? 'accepted' : 'schema';
            }
            end++;
            if (octet === 0x2c) {
                if (accepted && !isObject) {
                    type = item;
                    count++;
                    accepted = list.max === null || count <= list.max;
                }
                place = octets[end] <= 0x20 ? space(octets, end) : end;
                break;
            }
            if (octet !== (isObject ? 0x7d : 0x5d)) {
                return 'json';
            }
            accepted = accepted && (isObject ? count === schema.required : !(count < list.min));
            depth--;
            count = around.pop();
            item = around.pop();
            list = around.pop();
            schema = around.pop();
            known = around.pop();
            isObject = around.pop();
        }
    }
}

export default { judge };
