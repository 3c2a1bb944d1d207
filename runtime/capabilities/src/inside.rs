//! Records that exist only inside another: a vendor's client, narrowed down to one of its records.

/// Gives a generated client `inside`, and the type that capabilities of inner models are implemented on. It is the
/// vendor crate's own type, since only there can the capability traits be implemented for it.
#[macro_export]
#[doc(hidden)]
macro_rules! inside {
    ($client:ty) => {
        /// The client, narrowed down to what is inside one record.
        pub struct Inside<P> {
            client: $client,
            parent: $crate::model::Ref<P>,
        }

        impl<P> Inside<P> {
            /// The record.
            pub fn parent(&self) -> &$crate::model::Ref<P> {
                &self.parent
            }
        }

        impl<P> Clone for Inside<P> {
            fn clone(&self) -> Self {
                Self { client: self.client.clone(), parent: self.parent.clone() }
            }
        }

        impl<P> std::fmt::Debug for Inside<P> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{:?} inside {:?}", self.client, self.parent)
            }
        }

        impl<P> std::ops::Deref for Inside<P> {
            type Target = $client;

            fn deref(&self) -> &$client {
                &self.client
            }
        }

        impl $client {
            /// What is inside this record, for models that the vendor has only there.
            pub fn inside<P>(&self, parent: &$crate::model::Ref<P>) -> Inside<P> {
                Inside { client: self.clone(), parent: parent.clone() }
            }
        }
    };
}
