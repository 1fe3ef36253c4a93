//! The alphabet in which `tokenizer.json` writes bytes: printable ones as they are, the others moved up.

use std::collections::HashMap;

/// The character that stands for each byte.
pub(super) fn alphabet() -> [char; 256] {
    let mut moved = 0;
    std::array::from_fn(|byte| {
        let byte = byte as u8;
        if matches!(byte, b'!'..=b'~' | 0xa1..=0xac | 0xae..=0xff) {
            return char::from(byte);
        }
        moved += 1;
        char::from_u32(255 + moved).unwrap_or('\0')
    })
}

/// The byte that each of its characters stands for.
pub(super) fn reverse() -> HashMap<char, u8> {
    alphabet().into_iter().zip(0..=255).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_have_the_characters_of_gpt_2() {
        let alphabet = alphabet();
        assert_eq!(
            [b' ', b'\n', b'a', 0x00, 0xff, 0xad].map(|byte| alphabet[usize::from(byte)]),
            ['Ġ', 'Ċ', 'a', 'Ā', 'ÿ', 'Ń']
        );
        assert_eq!(reverse().len(), 256);
    }
}
