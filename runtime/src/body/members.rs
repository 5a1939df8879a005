//! The fields of an object as a tuple.

use gatewright_core::primitive::body::{Cursor, Fault, Field, Fields};
use gatewright_core::primitive::schema::Reason;

use super::rule::Rule;

/// An object: what its fields are called, and what stands in each.
#[derive(Clone, Copy, Debug)]
pub struct Object<const N: usize, M> {
    /// The names.
    pub fields: Fields<N>,
    /// One for each, in their order.
    pub members: M,
}

/// Reads an object, whose fields a client may send in any order.
///
/// It is a constant, so that rustc makes code of each rule, and none is put together for each object.
///
/// # Errors
///
/// What is no strict JSON, and what its schema does not admit.
#[inline(always)]
pub fn object<const N: usize, M: Members>(
    cursor: &mut Cursor<'_>,
    object: &'static Object<N, M>,
) -> Result<M::Values, Fault> {
    let Object { fields, members } = object;
    let mut found = M::NONE;
    let read = cursor.object(fields, |cursor, place| members.read(place, cursor, &mut found));
    match read {
        Ok(()) if M::are_whole(&found) => {}
        Ok(()) => Fault::check_missing(M::unread(&found, fields.own()))?,
        Err(fault) => return Err(fault.beside(M::unread(&found, fields.own()))),
    }
    M::values(found)
}

/// A field.
pub trait Member {
    /// What is read where it stands.
    type Found;
    /// What becomes of it.
    type Value;
    /// Whether it has to be there.
    const IS_REQUIRED: bool;

    /// Reads it to where it belongs.
    fn fill(&self, cursor: &mut Cursor<'_>, place: &mut Option<Self::Found>) -> Result<(), Fault>;

    /// What an object without it, or with it, holds; nothing where it has to be there.
    fn value(found: Option<Self::Found>) -> Option<Self::Value>;
}

/// One that has to be there.
#[derive(Clone, Copy, Debug)]
pub struct Required<R>(pub R);

impl<R: Rule> Member for Required<R> {
    type Found = R::Value;
    type Value = R::Value;
    const IS_REQUIRED: bool = true;

    #[inline(always)]
    fn fill(&self, cursor: &mut Cursor<'_>, place: &mut Option<R::Value>) -> Result<(), Fault> {
        self.0.fill(cursor, place)
    }

    #[inline(always)]
    fn value(found: Option<R::Value>) -> Option<R::Value> {
        found
    }
}

/// One that may be left away.
#[derive(Clone, Copy, Debug)]
pub struct Optional<R>(pub R);

impl<R: Rule> Member for Optional<R> {
    type Found = R::Value;
    type Value = Option<R::Value>;
    const IS_REQUIRED: bool = false;

    #[inline(always)]
    fn fill(&self, cursor: &mut Cursor<'_>, place: &mut Option<R::Value>) -> Result<(), Fault> {
        self.0.fill(cursor, place)
    }

    #[inline(always)]
    fn value(found: Option<R::Value>) -> Option<Option<R::Value>> {
        Some(found)
    }
}

/// All fields of an object, or some that follow each other.
pub trait Members {
    /// What has been read of them.
    type Found;
    /// What becomes of them.
    type Values;
    /// How many there are.
    const COUNT: usize;
    /// Before anything has been read.
    const NONE: Self::Found;

    /// Reads the one at this place among them.
    fn read(
        &self,
        place: usize,
        cursor: &mut Cursor<'_>,
        found: &mut Self::Found,
    ) -> Result<(), Fault>;

    /// Whether all that have to be there are.
    fn are_whole(found: &Self::Found) -> bool;

    /// The names of those that have to be there and are not.
    fn unread<'f>(found: &Self::Found, fields: &'f [Field]) -> Vec<&'f str>;

    /// What all of them come to, if they are whole.
    fn values(found: Self::Found) -> Result<Self::Values, Fault>;
}

/// These, and behind them those: tuples have at most sixteen.
#[derive(Clone, Copy, Debug)]
pub struct Then<A, B>(pub A, pub B);

impl<A: Members, B: Members> Members for Then<A, B> {
    type Found = (A::Found, B::Found);
    type Values = (A::Values, B::Values);
    const COUNT: usize = A::COUNT + B::COUNT;
    const NONE: Self::Found = (A::NONE, B::NONE);

    #[inline(always)]
    fn read(
        &self,
        place: usize,
        cursor: &mut Cursor<'_>,
        (first, second): &mut Self::Found,
    ) -> Result<(), Fault> {
        match place.checked_sub(A::COUNT) {
            None => self.0.read(place, cursor, first),
            Some(place) => self.1.read(place, cursor, second),
        }
    }

    #[inline(always)]
    fn are_whole((first, second): &Self::Found) -> bool {
        A::are_whole(first) && B::are_whole(second)
    }

    fn unread<'f>((first, second): &Self::Found, fields: &'f [Field]) -> Vec<&'f str> {
        let (before, behind) = fields.split_at_checked(A::COUNT).unwrap_or((fields, &[]));
        [A::unread(first, before), B::unread(second, behind)].concat()
    }

    fn values((first, second): Self::Found) -> Result<Self::Values, Fault> {
        Ok((A::values(first)?, B::values(second)?))
    }
}

/// Of an object without fields.
impl Members for () {
    type Found = ();
    type Values = ();
    const COUNT: usize = 0;
    const NONE: () = ();

    fn read(&self, _: usize, _: &mut Cursor<'_>, (): &mut ()) -> Result<(), Fault> {
        Err(Fault::schema(Reason::Unknown))
    }

    fn are_whole((): &()) -> bool {
        true
    }

    fn unread<'f>((): &(), _: &'f [Field]) -> Vec<&'f str> {
        Vec::new()
    }

    fn values((): ()) -> Result<(), Fault> {
        Ok(())
    }
}

macro_rules! members {
    ($($member:ident $place:tt $found:ident),*) => {
        impl<$($member: Member),*> Members for ($($member,)*) {
            type Found = ($(Option<$member::Found>,)*);
            type Values = ($($member::Value,)*);
            const COUNT: usize = [$($place),*].len();
            const NONE: Self::Found = ($(None::<$member::Found>,)*);

            #[inline(always)]
            fn read(
                &self,
                place: usize,
                cursor: &mut Cursor<'_>,
                found: &mut Self::Found,
            ) -> Result<(), Fault> {
                match place {
                    $($place => self.$place.fill(cursor, &mut found.$place),)*
                    // No object has more fields than members.
                    _ => Err(Fault::schema(Reason::Unknown)),
                }
            }

            #[inline(always)]
            fn are_whole(found: &Self::Found) -> bool {
                true $(& (!$member::IS_REQUIRED | found.$place.is_some()))*
            }

            #[cold]
            fn unread<'f>(found: &Self::Found, fields: &'f [Field]) -> Vec<&'f str> {
                let unread = [$($member::IS_REQUIRED && found.$place.is_none()),*];
                let unread = fields.iter().zip(unread).filter(|(_, is_unread)| *is_unread);
                unread.map(|(field, _)| field.name).collect()
            }

            #[inline(always)]
            fn values(found: Self::Found) -> Result<Self::Values, Fault> {
                match ($($member::value(found.$place),)*) {
                    ($(Some($found),)*) => Ok(($($found,)*)),
                    // All that have to be there are.
                    _ => Err(Fault::schema(Reason::Unknown)),
                }
            }
        }
    };
}
members!(A 0 a);
members!(A 0 a, B 1 b);
members!(A 0 a, B 1 b, C 2 c);
members!(A 0 a, B 1 b, C 2 c, D 3 d);
members!(A 0 a, B 1 b, C 2 c, D 3 d, E 4 e);
members!(A 0 a, B 1 b, C 2 c, D 3 d, E 4 e, F 5 f);
members!(A 0 a, B 1 b, C 2 c, D 3 d, E 4 e, F 5 f, G 6 g);
members!(A 0 a, B 1 b, C 2 c, D 3 d, E 4 e, F 5 f, G 6 g, H 7 h);
members!(A 0 a, B 1 b, C 2 c, D 3 d, E 4 e, F 5 f, G 6 g, H 7 h, I 8 i);
members!(A 0 a, B 1 b, C 2 c, D 3 d, E 4 e, F 5 f, G 6 g, H 7 h, I 8 i, J 9 j);
members!(A 0 a, B 1 b, C 2 c, D 3 d, E 4 e, F 5 f, G 6 g, H 7 h, I 8 i, J 9 j, K 10 k);
members!(A 0 a, B 1 b, C 2 c, D 3 d, E 4 e, F 5 f, G 6 g, H 7 h, I 8 i, J 9 j, K 10 k, L 11 l);
members!(A 0 a, B 1 b, C 2 c, D 3 d, E 4 e, F 5 f, G 6 g, H 7 h, I 8 i, J 9 j, K 10 k, L 11 l, M 12 m);
members!(A 0 a, B 1 b, C 2 c, D 3 d, E 4 e, F 5 f, G 6 g, H 7 h, I 8 i, J 9 j, K 10 k, L 11 l, M 12 m, N 13 n);
members!(A 0 a, B 1 b, C 2 c, D 3 d, E 4 e, F 5 f, G 6 g, H 7 h, I 8 i, J 9 j, K 10 k, L 11 l, M 12 m, N 13 n, O 14 o);
members!(A 0 a, B 1 b, C 2 c, D 3 d, E 4 e, F 5 f, G 6 g, H 7 h, I 8 i, J 9 j, K 10 k, L 11 l, M 12 m, N 13 n, O 14 o, P 15 p);
