//! A fast way to know that a view array of texts is sound.
//!
//! arrow-rs validates each text on its own, which for rows of short texts costs more than the stages that wrote them.
//! Most texts are ASCII: one look at a whole buffer is enough for all views into it. What is not surely sound here is
//! left to arrow-rs, which then finds the words for it.

use arrow_data::ArrayData;

const INLINE: usize = 12;
/// The highest bit of each byte behind the length of an inline view.
const INLINE_NOT_ASCII: u128 = 0x8080_8080_8080_8080_8080_8080 << 32;

/// Whether each view of a `Utf8View` array is surely valid; its buffers must have the sizes that `validate` asks for.
pub(crate) fn are_sound(data: &ArrayData) -> bool {
    let Some((views, buffers)) = data.buffers().split_first() else { return false };
    let views = &views.typed_data::<u128>()[data.offset()..data.offset() + data.len()];
    let used: usize = views.iter().map(|view| *view as u32 as usize).filter(|length| *length > INLINE).sum();
    let held: usize = buffers.iter().map(|buffer| buffer.len()).sum();
    // A few views into a large buffer are cheaper to look at one by one.
    let scan = used >= held / 2;
    let buffers: Vec<(&[u8], bool)> =
        buffers.iter().map(|buffer| (buffer.as_slice(), scan && buffer.is_ascii())).collect();
    views.iter().all(|view| is_sound(*view, &buffers))
}

fn is_sound(view: u128, buffers: &[(&[u8], bool)]) -> bool {
    let length = view as u32 as usize;
    if length <= INLINE {
        let padded = length == INLINE || view >> (32 + 8 * length) == 0;
        let bytes = view.to_le_bytes();
        return padded && (view & INLINE_NOT_ASCII == 0 || std::str::from_utf8(&bytes[4..4 + length]).is_ok());
    }
    let (prefix, index, start) = ((view >> 32) as u32, (view >> 64) as u32 as usize, (view >> 96) as u32 as usize);
    let Some((buffer, ascii)) = buffers.get(index) else { return false };
    let Some(text) = buffer.get(start..start + length) else { return false };
    text[..4] == prefix.to_le_bytes() && (*ascii || std::str::from_utf8(text).is_ok())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails where it is surprised")]
mod tests {
    use super::*;
    use arrow_array::builder::StringViewBuilder;
    use arrow_buffer::Buffer;
    use arrow_schema::DataType;
    use proptest::prelude::*;

    fn array(views: Vec<u128>, buffers: Vec<Vec<u8>>) -> ArrayData {
        let length = views.len();
        let buffers = buffers.into_iter().map(Buffer::from_vec);
        let builder = ArrayData::builder(DataType::Utf8View).len(length).add_buffer(Buffer::from_vec(views));
        let builder = buffers.fold(builder, |builder, buffer| builder.add_buffer(buffer));
        // SAFETY: only `are_sound` and `validate_full` look at it, which is what they are for.
        unsafe { builder.build_unchecked() }
    }

    /// Views that are often right, and wrong in one way otherwise.
    fn view() -> impl Strategy<Value = u128> {
        let inline =
            (0u128..14, any::<[u8; 12]>(), any::<bool>(), any::<bool>()).prop_map(|(length, bytes, ascii, pad)| {
                let mut view = length;
                for (index, byte) in bytes.into_iter().enumerate() {
                    if !pad || (index as u128) < length {
                        view |= u128::from(if ascii { byte & 0x7f } else { byte }) << (32 + 8 * index);
                    }
                }
                view
            });
        let outside = (13u128..30, any::<bool>(), 0u128..3, 0u128..24).prop_map(|(length, prefix, index, start)| {
            let prefix = if prefix { u128::from(u32::from_le_bytes(*b"aaaa")) } else { 7 };
            length | prefix << 32 | index << 64 | start << 96
        });
        prop_oneof![inline, outside]
    }

    proptest! {
        #[test]
        fn agrees_with_arrow(
            views in prop::collection::vec(view(), 0..4),
            spoiled in prop::option::of((0usize..40, any::<u8>()))
        ) {
            let mut bytes = vec![b'a'; 40];
            if let Some((index, byte)) = spoiled {
                bytes[index] = byte;
            }
            let data = array(views, vec![bytes, vec![b'a'; 20]]);
            prop_assert_eq!(are_sound(&data), data.validate_full().is_ok());
        }
    }

    #[test]
    fn slices_are_judged_by_what_is_in_them() {
        use arrow_array::Array;
        let mut builder = StringViewBuilder::new();
        for text in ["short", "a text that is outside its view", "ein längerer Text außerhalb – ", "é"] {
            builder.append_value(text);
        }
        builder.append_null();
        let texts = builder.finish();
        assert!(are_sound(&texts.to_data()));
        assert!(are_sound(&texts.slice(2, 3).to_data()));
        let broken = array(vec![u128::MAX, 0], Vec::new());
        assert!(!are_sound(&broken));
        assert!(are_sound(&broken.slice(1, 1)));
    }
}
