using System.Globalization;
using System.Text;
using Rialto.Wire.Fix;

namespace Rialto.Unit.Gateways.Fix.Session;

/// <summary>Messages as transcripts show them: fields with bars between them. Writes what a client sends, and shows what it gets.</summary>
internal static class FixScript
{
    private const string TimeFormat = "yyyyMMdd-HH:mm:ss.fff";

    /// <summary>Makes a message of the fields of a line. Header and trailer are added where the line does not give them; <c>TAG=-</c> leaves a field out, a time may be an offset in seconds from now.</summary>
    /// <param name="line">Fields with bars between them, MsgType first.</param>
    /// <param name="seqNum">MsgSeqNum where the line gives none.</param>
    /// <param name="now">The client's clock.</param>
    public static byte[] Write(string line, int seqNum, DateTimeOffset now)
    {
        var fields = line.Split('|').Select(field => field.Split('=', 2)).ToList();
        string Take(string tag, string standard)
        {
            var at = fields.FindIndex(field => field[0] == tag);
            if (at < 0)
                return standard;
            var value = fields[at][1];
            fields.RemoveAt(at);
            return value;
        }

        var begin = Take("8", "FIX.4.4");
        var length = Take("9", "");
        var sum = Take("10", "");
        var body = new StringBuilder();
        void Put(string tag, string value)
        {
            if (value != "-")
                body.Append(tag).Append('=').Append(value).Append('\u0001');
        }

        Put("35", Take("35", "-"));
        Put("34", Take("34", seqNum.ToString(CultureInfo.InvariantCulture)));
        Put("49", Take("49", "CLIENT"));
        Put("56", Take("56", "RIALTO"));
        foreach (var flag in new[] { "43", "97" })
            Put(flag, Take(flag, "-"));
        Put("52", Time(Take("52", "+0"), now));
        Put("122", Time(Take("122", "-"), now));
        foreach (var field in fields)
            body.Append(field[0]).Append(field.Length > 1 ? "=" : "").Append(field.Length > 1 ? field[1] : "").Append('\u0001');
        var bytes = Encoding.Latin1.GetBytes(body.ToString());
        var claimed = length.Length == 0 ? bytes.Length : length[0] is '+' or '-' ? bytes.Length + int.Parse(length, CultureInfo.InvariantCulture) : -1;
        var head = Encoding.Latin1.GetBytes($"8={begin}\u00019={(claimed < 0 ? length : claimed.ToString(CultureInfo.InvariantCulture))}\u0001");
        byte[] all = [.. head, .. bytes];
        var right = all.Sum(value => value) % 256;
        var end = sum == "open" ? "" : "\u0001";
        return [.. all, .. Encoding.Latin1.GetBytes($"10={(sum is "" or "open" ? right.ToString("D3", CultureInfo.InvariantCulture) : sum)}{end}")];
    }

    /// <summary>Makes a message of fields exactly as they stand; BeginString, BodyLength and CheckSum are added.</summary>
    public static byte[] WriteInOrder(string line)
    {
        var body = line.Replace('|', '\u0001') + "\u0001";
        var text = Encoding.Latin1.GetBytes(string.Create(CultureInfo.InvariantCulture, $"8=FIX.4.4\u00019={body.Length}\u0001{body}"));
        return [.. text, .. Encoding.Latin1.GetBytes(string.Create(CultureInfo.InvariantCulture, $"10={text.Sum(value => value) % 256:D3}\u0001"))];
    }

    /// <summary>A message as a line, without BeginString, BodyLength, CompIDs, SendingTime and CheckSum.</summary>
    /// <param name="message">The message.</param>
    /// <param name="withTimes">Whether OrigSendingTime is shown.</param>
    public static string Show(FixMessage message, bool withTimes)
    {
        var line = new StringBuilder();
        foreach (var field in message.Fields)
        {
            if (field.Tag is FixTag.BeginString or FixTag.BodyLength or FixTag.SenderCompId or FixTag.TargetCompId or FixTag.SendingTime or FixTag.CheckSum
                || (field.Tag == FixTag.OrigSendingTime && !withTimes))
                continue;
            var value = Encoding.Latin1.GetString(message.Frame.Slice(field.Start, field.Length));
            line.Append(line.Length == 0 ? "" : "|").Append(CultureInfo.InvariantCulture, $"{field.Tag}={value}");
        }

        return line.ToString();
    }

    private static string Time(string text, DateTimeOffset now)
    {
        if (text.Length < 2 || text[0] is not ('+' or '-'))
            return text;
        return now.AddSeconds(double.Parse(text, CultureInfo.InvariantCulture)).ToString(TimeFormat, CultureInfo.InvariantCulture);
    }
}
