using System.Globalization;
using Rialto.Gateways.Analytics;
using Rialto.Gateways.Answers;

namespace Rialto.Gateways.Rest;

/// <summary>What is measured of the books and the trades, over REST.</summary>
internal static class AnalyticsEndpoints
{
    private const int DefaultCandles = 100;
    private const int MaxCandles = 1_500;
    private const int DefaultSamples = 60;
    private const int MaxSamples = 3_600;
    private const int MaxWindowSeconds = 86_400;

    public static async ValueTask ImbalanceAsync(RestCall call)
    {
        if (await MarketEndpoints.InstrumentAsync(call).ConfigureAwait(false) is not { } entry
            || await QuestionAsync(call).ConfigureAwait(false) is not { } question
            || await MarketEndpoints.NumberAsync(call, "window", ImbalancePicture.StandardWindowSeconds, 1, MaxWindowSeconds).ConfigureAwait(false) is not { } window)
            return;
        var id = entry.Instrument.Id;
        var picture = await call.Services.FanOut.AskAsync(
            views => ImbalancePicture.Take(views.Find(id)!, question, (int)window, views.Sequence, views.Time), call.Aborted).ConfigureAwait(false);
        await call.AnswerAsync(200, picture, static (json, picture) => MarketEndpoints.Wrapped(json, picture, AnalyticsAnswer.WriteImbalance)).ConfigureAwait(false);
    }

    public static async ValueTask HistoryAsync(RestCall call)
    {
        if (await MarketEndpoints.InstrumentAsync(call).ConfigureAwait(false) is not { } entry
            || await MarketEndpoints.NumberAsync(call, "limit", DefaultSamples, 1, MaxSamples).ConfigureAwait(false) is not { } limit)
            return;
        var id = entry.Instrument.Id;
        var picture = await call.Services.FanOut.AskAsync(views => HistoryPicture.Take(views.Find(id)!, (int)limit, views.Sequence, views.Time), call.Aborted).ConfigureAwait(false);
        await call.AnswerAsync(200, picture, static (json, picture) => MarketEndpoints.Wrapped(json, picture, AnalyticsAnswer.WriteHistory)).ConfigureAwait(false);
    }

    public static async ValueTask SpreadAsync(RestCall call)
    {
        if (await MarketEndpoints.InstrumentAsync(call).ConfigureAwait(false) is not { } entry
            || await MarketEndpoints.NumberAsync(call, "window", SpreadPicture.StandardWindowSeconds, 0, MaxWindowSeconds).ConfigureAwait(false) is not { } window)
            return;
        var id = entry.Instrument.Id;
        var picture = await call.Services.FanOut.AskAsync(views => SpreadPicture.Take(views.Find(id)!, (int)window, views.Sequence, views.Time), call.Aborted).ConfigureAwait(false);
        await call.AnswerAsync(200, picture, static (json, picture) => MarketEndpoints.Wrapped(json, picture, AnalyticsAnswer.WriteSpread)).ConfigureAwait(false);
    }

    public static async ValueTask ToxicityAsync(RestCall call)
    {
        if (await MarketEndpoints.InstrumentAsync(call).ConfigureAwait(false) is not { } entry)
            return;
        var id = entry.Instrument.Id;
        var picture = await call.Services.FanOut.AskAsync(
            views => (views.Find(id)!.Instrument, views.Find(id)!.Analytics.Toxicity(), views.Sequence, views.Time), call.Aborted).ConfigureAwait(false);
        await call.AnswerAsync(200, picture, static (json, picture) => MarketEndpoints.Wrapped(json, picture, AnalyticsAnswer.WriteToxicity)).ConfigureAwait(false);
    }

    public static async ValueTask CandlesAsync(RestCall call)
    {
        if (await MarketEndpoints.InstrumentAsync(call).ConfigureAwait(false) is not { } entry)
            return;
        var word = call.Http.Request.Query.TryGetValue("interval", out var given) ? given.ToString() : CandleIntervals.WordOf(CandleInterval.Minute);
        if (!CandleIntervals.TryParse(word, out var interval))
        {
            await call.RefuseAsync(Problem.Malformed("interval", $"'interval' is {CandleIntervals.Words}.")).ConfigureAwait(false);
            return;
        }

        if (await MarketEndpoints.NumberAsync(call, "limit", DefaultCandles, 1, MaxCandles).ConfigureAwait(false) is not { } limit)
            return;
        var id = entry.Instrument.Id;
        var picture = await call.Services.FanOut.AskAsync(
            views => CandlesPicture.Take(views.Find(id)!, interval, default, (int)limit, views.Sequence, views.Time), call.Aborted).ConfigureAwait(false);
        await call.AnswerAsync(200, picture, static (json, picture) => MarketEndpoints.Wrapped(json, picture, AnalyticsAnswer.WriteCandles)).ConfigureAwait(false);
    }

    /// <summary>levels and half_life; null where the answer has been given.</summary>
    private static async ValueTask<DepthQuestion?> QuestionAsync(RestCall call)
    {
        var usual = DepthQuestion.Standard;
        if (await MarketEndpoints.NumberAsync(call, "levels", usual.Levels, 1, DepthQuestion.MaxLevels).ConfigureAwait(false) is not { } levels)
            return null;
        if (!call.Http.Request.Query.TryGetValue("half_life", out var text))
            return usual with { Levels = (int)levels };
        if (double.TryParse(text.ToString(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var halfLife) && DepthQuestion.IsHalfLife(halfLife))
            return new DepthQuestion((int)levels, halfLife);
        await call.RefuseAsync(Problem.Malformed("half_life", DepthQuestion.HalfLifeRule)).ConfigureAwait(false);
        return null;
    }
}
