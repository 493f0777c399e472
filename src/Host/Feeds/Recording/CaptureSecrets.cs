using System.Buffers;

namespace Rialto.Host.Feeds.Recording;

/// <summary>
/// Takes credentials out of what is recorded. Headers never come here; of addresses the values of secret parameters, of messages the values of secret members, and of messages that sign in
/// everything. docs/reference/recordings.md lists them. What is taken out leaves three stars.
/// </summary>
internal static class CaptureSecrets
{
    /// <summary>What stands in the place of a message that signs in.</summary>
    public static ReadOnlySpan<byte> SignIn => """{"removed":"credentials"}"""u8;

    private static readonly HashSet<string> _parameters = new(StringComparer.OrdinalIgnoreCase)
    {
        "signature", "sign", "sig", "apikey", "api_key", "api-key", "key", "token", "access_token", "refresh_token", "listenkey", "secret", "client_secret", "passphrase", "password", "appkey",
        "appsecretkey", "jwt", "auth", "authorization",
    };

    /// <summary>Members of messages that we send.</summary>
    private static readonly byte[][] _sent = Quoted(
        "signature", "sign", "apiKey", "api_key", "key", "token", "access_token", "refresh_token", "listenKey", "secret", "client_secret", "passphrase", "password", "appkey", "appsecretkey", "jwt");

    /// <summary>Members of what comes in: names that no market data has, since frames are kept as they came.</summary>
    private static readonly byte[][] _received = Quoted("access_token", "refresh_token", "listenKey", "apiKey", "api_key");

    private static readonly byte[][] _signIns = ["\"auth\""u8.ToArray(), "\"login\""u8.ToArray(), "/auth\""u8.ToArray(), "\"session.logon\""u8.ToArray()];

    /// <summary>An address without name, password, and values of secret parameters.</summary>
    public static string OfAddress(string address)
    {
        var mark = address.IndexOf('?', StringComparison.Ordinal);
        var plain = mark < 0 ? address : address[..mark];
        var host = plain.IndexOf("://", StringComparison.Ordinal);
        var path = host < 0 ? -1 : plain.IndexOf('/', host + 3);
        var at = host < 0 ? -1 : plain.LastIndexOf('@', path < 0 ? plain.Length - 1 : path);
        if (at > host)
            plain = $"{plain[..(host + 3)]}{plain[(at + 1)..]}";
        if (mark < 0)
            return plain;
        var parts = address[(mark + 1)..].Split('&');
        for (var i = 0; i < parts.Length; i++)
        {
            var equals = parts[i].IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && _parameters.Contains(parts[i][..equals]))
                parts[i] = $"{parts[i][..equals]}=***";
        }

        return $"{plain}?{string.Join('&', parts)}";
    }

    /// <summary>Takes credentials out of a message. Allocates only where there are any.</summary>
    /// <param name="message">The message.</param>
    /// <param name="isSent">By us, not to us.</param>
    /// <returns>What may be written: the message itself where there is nothing to take out.</returns>
    public static ReadOnlySpan<byte> Without(ReadOnlySpan<byte> message, bool isSent)
    {
        if (isSent && IsSignIn(message))
            return SignIn;
        foreach (var name in isSent ? _sent : _received)
        {
            if (message.IndexOf(name) < 0)
                continue;
            var rest = new ArrayBufferWriter<byte>(message.Length);
            Remove(message, name, rest);
            message = rest.WrittenSpan;
        }

        return message;
    }

    private static bool IsSignIn(ReadOnlySpan<byte> message)
    {
        foreach (var words in _signIns)
        {
            if (message.IndexOf(words) >= 0)
                return true;
        }

        return false;
    }

    private static void Remove(ReadOnlySpan<byte> message, ReadOnlySpan<byte> name, ArrayBufferWriter<byte> target)
    {
        int at;
        while ((at = message.IndexOf(name)) >= 0)
        {
            var from = at + name.Length;
            while (from < message.Length && message[from] is (byte)' ' or (byte)':')
                from++;
            if (from == message.Length || message[from] != (byte)'"')
            {
                // A number, a list, or a value that is called so.
                target.Write(message[..from]);
                message = message[from..];
                continue;
            }

            var to = from + 1;
            while (to < message.Length && message[to] != (byte)'"')
                to += message[to] == (byte)'\\' ? 2 : 1;
            target.Write(message[..(from + 1)]);
            target.Write("***"u8);
            message = to >= message.Length ? default : message[to..];
        }

        target.Write(message);
    }

    private static byte[][] Quoted(params string[] names) => [.. names.Select(name => System.Text.Encoding.ASCII.GetBytes($"\"{name}\""))];
}
