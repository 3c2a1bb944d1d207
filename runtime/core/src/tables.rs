//! `object!`: what a generated struct can do, from one table of its members.
//!
//! It expands to what `#[derive(Debug, PartialEq, Deserialize, Serialize)]` would give, by way of two `match`es that
//! are not generic: rustc has an eighth of the work.

/// ```text
/// object!(Ticket { 0 id "id", 1 r#type "type", 2 owner "owner" }  // index, field, name on the wire
///     required [0, 2]     // what spoils a decoded object when it is missing: those that aren't an `Option`
///     null [2]            // `None` is written as null instead of being left out
///     extra more          // the field that takes members without a name of their own
///     strict true         // serde's `Deserialize` refuses unknown members and values of another type
///     send [3 "kind" "ticket"]  // constants, written and never stored
///     xml [(element), (attribute "lang" "xml" ""), (wrapped "Tags" "" "" "tag" "" "")]);
///                         // place; name, prefix, namespace; the same of a list's items
/// ```
#[macro_export]
#[doc(hidden)]
macro_rules! object {
    ($type:ident { $($index:literal $field:ident $name:literal),* $(,)? }
        $(required [$($required:literal),* $(,)?])?
        $(null [$($null:literal),* $(,)?])?
        $(extra $extra:ident)?
        $(strict $strict:literal)?
        $(send [$($at:literal $constant:literal $value:expr),* $(,)?])?
        $(xml [$($xml:tt),* $(,)?])?
    ) => {
        impl $type {
            const MEMBERS: &$crate::codegen_v1::Members = &$crate::codegen_v1::Members::new(
                &[$($name,)* $($($constant),*)?],
                &[$($($required),*)?],
            )
            $(.with_extra_in(stringify!($extra)))?
            $(.strict($strict))?
            $(.with_nulls(&[$($null),*]))?
            $(.with_xml(&[$($crate::xml_member!($xml)),*]))?;
        }

        $crate::with! { $type }

        impl $crate::codegen_v1::Decode for $type {
            #[inline]
            fn blank() -> Self {
                Self {
                    $($field: $crate::codegen_v1::Decode::blank(),)*
                    $($extra: $crate::codegen_v1::Decode::blank(),)?
                }
            }
            #[inline]
            fn slot(&mut self) -> $crate::codegen_v1::Slot<'_> {
                $crate::codegen_v1::Slot::Object(Self::MEMBERS, self)
            }
        }

        #[allow(deprecated)]
        impl $crate::codegen_v1::Object for $type {
            #[inline]
            fn member(&mut self, index: usize) -> $crate::codegen_v1::Slot<'_> {
                match index {
                    $($index => $crate::codegen_v1::Decode::slot(&mut self.$field),)*
                    $($crate::codegen_v1::Members::EXTRA => $crate::codegen_v1::Decode::slot(&mut self.$extra),)?
                    _ => $crate::codegen_v1::Slot::Skip,
                }
            }
        }

        impl $crate::codegen_v1::Encode for $type {
            #[inline]
            fn view(&self) -> $crate::codegen_v1::View<'_> {
                $crate::codegen_v1::View::Object(self)
            }
        }

        #[allow(deprecated)]
        impl $crate::codegen_v1::Fields for $type {
            #[inline]
            fn members(&self) -> &'static $crate::codegen_v1::Members {
                Self::MEMBERS
            }
            #[inline]
            fn source(&self, index: usize) -> Option<&dyn $crate::codegen_v1::Encode> {
                match index {
                    $($index => Some(&self.$field),)*
                    $($($at => Some(&$value),)*)?
                    _ => None,
                }
            }
            $(
                #[inline]
                fn extra(&self) -> Option<&dyn $crate::codegen_v1::Entries> {
                    Some(&self.$extra)
                }
            )?
        }

        $crate::value_traits! { $type }
    };
}

/// One member's `xml` entry.
#[macro_export]
#[doc(hidden)]
macro_rules! xml_member {
    ((element)) => { $crate::codegen_v1::XmlMember::ELEMENT };
    ((element $($part:literal)+)) => { $crate::xml_member!(@ Element $($part)+) };
    ((attribute $($part:literal)+)) => { $crate::xml_member!(@ Attribute $($part)+) };
    ((wrapped $($part:literal)+)) => { $crate::xml_member!(@ Wrapped $($part)+) };
    ((text $($part:literal)+)) => { $crate::xml_member!(@ Text $($part)+) };
    (@ $place:ident $name:literal $prefix:literal $namespace:literal) => {
        $crate::xml_member!(@ $place $name $prefix $namespace "" "" "")
    };
    (@ $place:ident $($part:literal)+) => {
        $crate::codegen_v1::XmlMember::new($crate::codegen_v1::XmlPlace::$place, [$($part),+])
    };
}

/// One line of a union's decision list: `(0 equals "kind" "cat")`, `(1 has "name" "age")`, `(1 is Object)`, `(0 decodes)`.
#[macro_export]
#[doc(hidden)]
macro_rules! union_rule {
    (($variant:literal equals $member:literal $value:literal)) => {
        $crate::union_rule!(@ $variant Equals($member, $value))
    };
    (($variant:literal has $($member:literal)*)) => { $crate::union_rule!(@ $variant Has(&[$($member),*])) };
    (($variant:literal is $kind:ident)) => {
        $crate::union_rule!(@ $variant Is($crate::codegen_v1::Kind::$kind))
    };
    (($variant:literal member $member:literal $kind:ident)) => {
        $crate::union_rule!(@ $variant Member($member, $crate::codegen_v1::Kind::$kind))
    };
    (($variant:literal all $($when:tt)*)) => {
        $crate::union_rule!(@ $variant All(&[$($crate::union_when!($when)),*]))
    };
    (($variant:literal decodes)) => { $crate::union_rule!(@ $variant Decodes) };
    (($variant:literal always)) => { $crate::union_rule!(@ $variant Always) };
    (@ $variant:literal $($when:tt)+) => {
        $crate::codegen_v1::Rule { when: $crate::codegen_v1::When::$($when)+, variant: $variant }
    };
}

/// One of the conditions of a rule that has several.
#[macro_export]
#[doc(hidden)]
macro_rules! union_when {
    ((equals $member:literal $value:literal)) => { $crate::codegen_v1::When::Equals($member, $value) };
    ((has $($member:literal)*)) => { $crate::codegen_v1::When::Has(&[$($member),*]) };
    ((member $member:literal $kind:ident)) => {
        $crate::codegen_v1::When::Member($member, $crate::codegen_v1::Kind::$kind)
    };
}

/// `Debug`, `PartialEq` and serde's traits, by way of the view.
#[macro_export]
#[doc(hidden)]
macro_rules! value_traits {
    ($type:ident) => {
        impl std::fmt::Debug for $type {
            #[inline]
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::codegen_v1::debug(stringify!($type), self, f)
            }
        }

        impl PartialEq for $type {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                $crate::codegen_v1::same(self, other)
            }
        }

        $crate::serde_traits! { decode: $type; encode: $type }
    };
}

/// `with` for structs that are filled field by field: `with!(ListTicketsParams)`.
#[macro_export]
#[doc(hidden)]
macro_rules! with {
    ($($type:ident),* $(,)?) => {$(
        impl $type {
            /// Sets fields in an expression: `…::default().with(|it| it.limit = Some(5))`.
            #[must_use]
            pub fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
                change(&mut self);
                self
            }
        }
    )*};
}

/// `Default` for structs of which nothing is required: `defaults!(TicketPatch, ListTicketsParams)`.
#[macro_export]
#[doc(hidden)]
macro_rules! defaults {
    ($($type:ident),* $(,)?) => {$(
        impl Default for $type {
            #[inline]
            fn default() -> Self {
                $crate::codegen_v1::Decode::blank()
            }
        }
    )*};
}
