// The names that an object has already. A few are compared one by one; many are hashed with a random key, so that nobody
// can make them collide, as one can in the engine's own objects: 8,000 such names would hold up the worker for a second.

const FEW = 16;

// The largest prime below 2^26: the product of two remainders is exact in a double.
const PRIME = 67108859;

let key = 0;

// Adds a name to those that are known, null if there are none. Gives them back, or null if the name is one of them.
function add(known, name) {
    if (known === null) {
        return [name];
    }
    if (known.length < FEW) {
        if (known.indexOf(name) >= 0) {
            return null;
        }
        known.push(name);
        return known;
    }
    const table = known.length === FEW ? ofFew(known) : known;
    return insert(table, name) ? table : null;
}

// Slots hold the places of names, counted from 1, and are a power of two of which at most half are in use.
function ofFew(few) {
    const table = { slots: new Uint32Array(64), names: [], hashes: [] };
    for (let i = 0; i < few.length; i++) {
        insert(table, few[i]);
    }
    return table;
}

function insert(table, name) {
    const names = table.names;
    const own = hash(name);
    let slots = table.slots;
    let last = slots.length - 1;
    let slot = own & last;
    while (slots[slot] !== 0) {
        if (names[slots[slot] - 1] === name) {
            return false;
        }
        slot = (slot + 1) & last;
    }
    slots[slot] = names.push(name);
    table.hashes.push(own);
    if (names.length * 2 > last) {
        table.slots = spread(table.hashes, slots.length * 4);
    }
    return true;
}

function spread(hashes, size) {
    const slots = new Uint32Array(size);
    const count = hashes.length;
    const last = size - 1;
    let slot;
    for (let i = 0; i < count; i++) {
        slot = hashes[i] & last;
        while (slots[slot] !== 0) {
            slot = (slot + 1) & last;
        }
        slots[slot] = i + 1;
    }
    return slots;
}

// The octets as a polynomial in the key, and one step more, or names that differ in the last would stand in a row.
function hash(name) {
    if (key === 0) {
        key = 1 + Math.floor(Math.random() * (PRIME - 1));
    }
    const octets = Buffer.from(name);
    const size = octets.length;
    let value = size;
    for (let i = 0; i < size; i++) {
        value = (value * key + octets[i]) % PRIME;
    }
    return (value * key) % PRIME;
}

export default { add };
