using Rialto.Adapters.Orders;

namespace Rialto.Adapters.Polymarket;

/// <summary>The API key that the venue gives for a wallet's signature, as one text: its id, its secret, its passphrase, a line each.</summary>
/// <param name="ApiKey">Also called the owner of an order.</param>
/// <param name="Secret">In base64 of either alphabet.</param>
/// <param name="Passphrase">The third part.</param>
internal readonly record struct PolymarketTicket(string ApiKey, string Secret, string Passphrase)
{
    /// <summary>Reads an answer.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> body, out string ticket)
    {
        ticket = "";
        var answer = new JsonObject();
        if (!answer.Read(body))
            return false;
        var key = answer.Text("apiKey"u8);
        var secret = answer.Text("secret"u8);
        var passphrase = answer.Text("passphrase"u8);
        if (!IsWord(key) || !IsWord(secret) || !IsWord(passphrase))
            return false;
        ticket = string.Join('\n', Text(key), Text(secret), Text(passphrase));
        return true;
    }

    public static PolymarketTicket Parse(string ticket)
    {
        var parts = ticket.Split('\n');
        return new(parts[0], parts.ElementAtOrDefault(1) ?? "", parts.ElementAtOrDefault(2) ?? "");
    }

    // What stands in headers and frames as it is.
    private static bool IsWord(ReadOnlySpan<byte> text) => text.Length is > 0 and <= 256 && !text.ContainsAnyExceptInRange((byte)'!', (byte)'~') && !text.ContainsAny((byte)'"', (byte)'\\');

    private static string Text(ReadOnlySpan<byte> text) => System.Text.Encoding.ASCII.GetString(text);

    /// <inheritdoc/>
    public override string ToString() => "an API key";
}
