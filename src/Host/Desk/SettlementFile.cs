using System.Collections.Immutable;
using System.Globalization;
using Rialto.Host.Feeds.Replay;
using Rialto.Model.Units;

namespace Rialto.Host.Desk;

/// <summary>
/// What recorded listings were paid at their end, for recordings that do not tell: CSV with the columns time, market, price. docs/reference/paper-trading.md, Settlement.
/// <code>
/// time,market,price
/// 2026-07-15T10:00:00Z,kalshi:KXBTC15M-26MAY151015-15,1
/// ,polymarket:some-question,refund          no time: at the end of the recording
/// </code>
/// </summary>
internal static class SettlementFile
{
    private const string Columns = "time,market,price";

    /// <summary>Reads one.</summary>
    /// <exception cref="RecordingException">It is not there, or a line is none; the message names it.</exception>
    public static ImmutableArray<ToldSettlement> Read(string path)
    {
        if (!File.Exists(path))
            throw new RecordingException($"There is no file {path} (Source:Settlements).");
        var read = ImmutableArray.CreateBuilder<ToldSettlement>();
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (line.Length == 0 || (number == 1 && line == Columns))
                continue;
            read.Add(Line(line) ?? throw new RecordingException(string.Create(
                CultureInfo.InvariantCulture, $"{path}, line {number}: want {Columns}, as 2026-07-15T10:00:00Z,kalshi:SYMBOL,1: a time in UTC or nothing, a venue and a symbol, a price or 'refund'.")));
        }

        return read.DrainToImmutable();
    }

    private static ToldSettlement? Line(string line)
    {
        if (line.Split(',') is not [var time, var market, var price])
            return null;
        var at = Timestamp.None;
        if (time.Length > 0)
        {
            if (!DateTime.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var told) || told < DateTime.UnixEpoch)
                return null;
            at = Timestamp.FromDateTimeUtc(told);
        }

        var colon = market.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || !VenueDialects.TryFind(market[..colon], out var venue))
            return null;
        var isRefund = price == "refund";
        return isRefund || decimal.TryParse(price, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _)
            ? new ToldSettlement(at, venue.Venue, market[(colon + 1)..], isRefund ? 0 : decimal.Parse(price, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture), isRefund)
            : null;
    }
}
