using System.Globalization;
using System.Text;
using Rialto.Wire.Fix;

namespace Rialto.Gateways.Faults;

/// <summary>FIX as the edge sees it. No state.</summary>
internal sealed class FixFrames : IFrames
{
    private const byte Soh = 1;

    // BeginString, BodyLength, CheckSum and names say nothing; Password and RawData are secret.
    private static readonly string[] Unsaid = ["8", "9", "10", "49", "52", "56", "89", "95", "96", "553", "554"];

    public int Find(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return 0;
        var status = FixFraming.TryFind(bytes, out var length);
        return status == FixFrameStatus.Incomplete ? 0 : length;
    }

    public SocketWish Read(ReadOnlyMemory<byte> frame)
    {
        var bytes = frame.Span;
        var type = ValueOf(bytes, "35");
        var (of, kind) = type switch
        {
            "D" => (FaultClasses.Orders, SeenKind.Order),
            "G" => (FaultClasses.Changes, SeenKind.Change),
            "F" or "q" => (FaultClasses.Changes, SeenKind.Cancel),
            "H" => (FaultClasses.Questions, SeenKind.AskOrder),
            "AF" => (FaultClasses.Questions, SeenKind.AskOrders),
            "AD" => (FaultClasses.Questions, SeenKind.AskTrades),
            "V" => (FaultClasses.Other, SeenKind.AskBook),
            "2" => (FaultClasses.Other, SeenKind.AskAgain),
            "A" => (FaultClasses.Other, SeenKind.LoggedOn),
            "0" or "1" => (FaultClasses.Other, SeenKind.Beat),
            _ => (FaultClasses.Other, SeenKind.Other),
        };
        var shown = string.Join('|', Encoding.ASCII.GetString(bytes).Split((char)Soh, StringSplitOptions.RemoveEmptyEntries).Where(field => !Unsaid.Contains(field.Split('=')[0])));
        return new SocketWish(of, kind, null, type == "A" ? ValueOf(bytes, "49") : null, shown, NameIn(bytes, type));
    }

    public FaultClasses ClassOf(ReadOnlySpan<byte> frame)
    {
        // What is sent again has met its fault already.
        if (ValueOf(frame, "43") == "Y")
            return FaultClasses.Other;
        return ValueOf(frame, "35") switch
        {
            "8" => ValueOf(frame, "150") switch { "F" => FaultClasses.Fills, "I" => FaultClasses.Questions, "0" or "A" or "8" => FaultClasses.Orders, _ => FaultClasses.Changes },
            "9" or "r" => FaultClasses.Changes,
            "W" => FaultClasses.Snapshots,
            "X" => frame.IndexOf("\u0001269=2\u0001"u8) >= 0 && frame.IndexOf("\u0001269=0\u0001"u8) < 0 && frame.IndexOf("\u0001269=1\u0001"u8) < 0 ? FaultClasses.Trades : FaultClasses.Market,
            _ => FaultClasses.Other,
        };
    }

    public string Shown(ReadOnlySpan<byte> frame) => $"{ValueOf(frame, "35")} MsgSeqNum {ValueOf(frame, "34")} ClOrdID {ValueOf(frame, "11")}";

    public NamedOrder OrderOf(ReadOnlySpan<byte> frame) => new(ValueOf(frame, "11"), 0);

    /// <summary>The same number again with PossDupFlag (43) and OrigSendingTime (122): FIX 4.4, volume 2, "Possible duplicates".</summary>
    public byte[] Again(ReadOnlyMemory<byte> frame)
    {
        var fields = Encoding.Latin1.GetString(frame.Span).Split((char)Soh, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Any(field => field.StartsWith("43=", StringComparison.Ordinal)))
            return frame.ToArray();
        var body = new StringBuilder();
        foreach (var field in fields[2..^1])
        {
            body.Append(field).Append((char)Soh);
            if (field.StartsWith("34=", StringComparison.Ordinal))
                body.Append("43=Y").Append((char)Soh);
            else if (field.StartsWith("52=", StringComparison.Ordinal))
                body.Append("122=").Append(field.AsSpan(3)).Append((char)Soh);
        }

        var text = string.Create(CultureInfo.InvariantCulture, $"{fields[0]}{(char)Soh}9={body.Length}{(char)Soh}{body}");
        var bytes = Encoding.Latin1.GetBytes(text);
        return [.. bytes, .. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"10={FixCheckSum.Of(bytes):000}{(char)Soh}"))];
    }

    // FIX has no message for it: a session that sends too much is logged out.
    public byte[]? Refuse(ReadOnlySpan<byte> frame, in FaultRefusal refusal) => null;

    // OrigClOrdID where a message has one: its ClOrdID is its own.
    private static string? NameIn(ReadOnlySpan<byte> frame, string type) => type switch
    {
        "D" or "H" => ValueOf(frame, "11"),
        "F" or "G" => ValueOf(frame, "41"),
        _ => null,
    };

    // The first field of a tag; empty where there is none.
    private static string ValueOf(ReadOnlySpan<byte> frame, string tag)
    {
        Span<byte> mark = stackalloc byte[8];
        mark = mark[..(tag.Length + 2)];
        mark[0] = Soh;
        Encoding.ASCII.GetBytes(tag, mark[1..]);
        mark[^1] = (byte)'=';
        var at = frame.IndexOf(mark);
        if (at < 0)
            return string.Empty;
        var value = frame[(at + mark.Length)..];
        var end = value.IndexOf(Soh);
        return end < 0 ? string.Empty : Encoding.Latin1.GetString(value[..end]);
    }
}
