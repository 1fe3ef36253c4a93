//! Images, of which the header is enough.

/// How many bytes of an image [`crate::Pixels::of_image`] needs: metadata and a preview may stand before it in a JPEG.
pub const IMAGE_HEAD: usize = 4 << 20;

pub(super) fn is_image(head: &[u8]) -> bool {
    imagesize::image_type(head).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Pixels;
    use proptest::prelude::*;

    fn jpeg(before: usize) -> Vec<u8> {
        let mut bytes = b"\xff\xd8".to_vec();
        for length in std::iter::repeat_n(60_000_usize, before) {
            bytes.extend_from_slice(b"\xff\xe1");
            bytes.extend_from_slice(&(length as u16).to_be_bytes());
            bytes.resize(bytes.len() + length - 2, 0);
        }
        bytes.extend_from_slice(b"\xff\xc0\0\x11\x08\x01\xe0\x02\x80\x03");
        bytes
    }

    fn webp(kind: &[u8; 4], size: &[u8]) -> Vec<u8> {
        [b"RIFF\0\0\0\0WEBPVP8".as_slice(), &kind[3..], &[0; 4], size, &[0; 16]].concat()
    }

    #[test]
    fn all_four_formats() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xe0\x08\x06\0\0\0";
        let lossy = webp(b"VP8 ", b"\0\0\0\x9d\x01\x2a\x80\x02\xe0\x01");
        let lossless = webp(b"VP8L", &[0x2f, 0x7f, 0xc2, 0x77, 0x00]);
        let extended = webp(b"VP8X", &[0, 0, 0, 0, 0x7f, 2, 0, 0xdf, 1, 0]);
        for bytes in [png.as_slice(), &jpeg(0), &jpeg(8), &lossy, &lossless, &extended] {
            assert_eq!(
                Pixels::of_image(bytes),
                Some(Pixels { width: 640, height: 480 }),
                "{:?}",
                &bytes[..16]
            );
            assert!(is_image(bytes));
        }
    }

    proptest! {
        #[test]
        fn no_bytes_behind_a_signature_make_it_panic_or_hang(start in 0_usize..4, bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let start: &[u8] = [b"\x89PNG\r\n\x1a\n".as_slice(), b"\xff\xd8\xff", b"GIF89a", b"RIFF\0\0\0\0WEBPVP8"][start];
            if let Some(size) = Pixels::of_image(&[start, &bytes].concat()) {
                prop_assert!(size.width > 0 && size.height > 0);
            }
        }
    }
}
