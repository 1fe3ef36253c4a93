//! What logs call sellers.

use std::borrow::Cow;

/// The seller that a gateway's word for a provider means; a word that is not known is passed on as it is, so
/// that the lookup names it.
pub(crate) fn seller(word: Cow<'_, str>) -> Cow<'_, str> {
    let plain: String =
        word.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let id = match &*plain {
        "anthropic" | "claude" => "anthropic",
        "openai" => "openai",
        "bedrock" | "amazonbedrock" | "awsbedrock" | "bedrockconverse" => "bedrock",
        "vertex" | "vertexai" | "googlevertex" | "googlevertexai" | "gcpvertexai" | "vertexaianthropic" => {
            "vertex"
        }
        "gemini" | "google" | "googleaistudio" | "gcpgemini" | "googlegenai" => "google",
        "xai" => "xai",
        "alibaba" | "dashscope" | "qwen" => "alibaba",
        "minimax" => "minimax",
        "volcengine" => "volcengine",
        _ => return word,
    };
    Cow::Borrowed(id)
}

/// The seller that an id of Anthropic's shape shows: `msg_bdrk_…`, `msg_vrtx_…`, `req_vrtx_…`.
pub(crate) fn seller_of_id(id: &str) -> Option<&'static str> {
    let (_, rest) = id.split_once('_')?;
    match rest.split_once('_')?.0 {
        "bdrk" => Some("bedrock"),
        "vrtx" => Some("vertex"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sellers() {
        assert_eq!(seller("Amazon Bedrock".into()), "bedrock");
        assert_eq!(seller("vertex_ai-anthropic".into()), "vertex");
        assert_eq!(seller("Together".into()), "Together");
        assert_eq!(seller_of_id("msg_bdrk_01abc"), Some("bedrock"));
        assert_eq!(seller_of_id("req_vrtx_011"), Some("vertex"));
        assert_eq!(seller_of_id("msg_01abc"), None);
    }
}
