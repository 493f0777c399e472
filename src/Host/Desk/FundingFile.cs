using System.Collections.Immutable;
using System.Globalization;
using Rialto.Host.Feeds.Replay;
using Rialto.Model.Execution;
using Rialto.Model.Units;

namespace Rialto.Host.Desk;

/// <summary>
/// Funding of recorded perpetual contracts: CSV with the columns time, market, rate, mark. docs/reference/paper-trading.md, Funding.
/// <code>
/// time,market,rate,mark
/// 2024-08-09T00:00:00Z,binance-usdm:BTCUSDT,0.0001,61700.5
/// 2024-08-09T00:00:00Z,binance-usdm:ETHUSDT,-0.00002345,          no mark: the last trade of the recording, or its middle price
/// </code>
/// </summary>
internal static class FundingFile
{
    private const string Columns = "time,market,rate,mark";

    /// <summary>Reads one.</summary>
    /// <exception cref="RecordingException">It is not there, or a line is none; the message names it.</exception>
    public static ImmutableArray<ToldFunding> Read(string path)
    {
        if (!File.Exists(path))
            throw new RecordingException($"There is no file {path} (Source:Fundings).");
        var read = ImmutableArray.CreateBuilder<ToldFunding>();
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (line.Length == 0 || (number == 1 && line == Columns))
                continue;
            read.Add(Line(line) ?? throw new RecordingException(string.Create(
                CultureInfo.InvariantCulture, $"{path}, line {number}: want {Columns}, as 2024-08-09T00:00:00Z,binance-usdm:BTCUSDT,0.0001,61700.5: a time in UTC, a venue and a symbol, a rate from -1 to 1 of at most {FundingRates.Scale} decimals, a price or nothing.")));
        }

        return read.DrainToImmutable();
    }

    private static ToldFunding? Line(string line)
    {
        if (line.Split(',') is not [var time, var market, var rate, var mark])
            return null;
        if (!DateTime.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var told) || told < DateTime.UnixEpoch)
            return null;
        var colon = market.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || !VenueDialects.TryFind(market[..colon], out var venue))
            return null;
        if (!decimal.TryParse(rate, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var share) || Math.Abs(share) > 1
            || share * FundingRates.One != decimal.Truncate(share * FundingRates.One))
            return null;
        decimal price = 0;
        if (mark.Length > 0 && !(decimal.TryParse(mark, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out price) && price > 0))
            return null;
        return new ToldFunding(Timestamp.FromDateTimeUtc(told), venue.Venue, market[(colon + 1)..], (long)(share * FundingRates.One), mark.Length > 0 ? price : null);
    }
}
