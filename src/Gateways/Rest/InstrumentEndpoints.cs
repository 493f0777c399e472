using Rialto.Gateways.Answers;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;

namespace Rialto.Gateways.Rest;

/// <summary>Administration of instruments over REST; each change is a command like any other.</summary>
internal static class InstrumentEndpoints
{
    public static async ValueTask DefineAsync(RestCall call)
    {
        var definition = new InstrumentBody();
        if (!definition.TryRead(call.Body, InstrumentBody.Definition, out var problem)
            || !definition.TryBuild(call.Services.Directory, call.Services.Views.Accounts.Assets, out var instrument, out problem))
        {
            await call.RefuseAsync(problem).ConfigureAwait(false);
            return;
        }

        var before = call.Services.Directory.Find(instrument.Id)?.Rules ?? InstrumentRules.None;
        var rules = InstrumentRules.None;
        if (definition.HasRules && !definition.TryBuildRules(instrument, before, out rules, out problem))
        {
            await call.RefuseAsync(problem).ConfigureAwait(false);
            return;
        }

        if (!await SendAsync(call, Command.DefineInstrument(instrument)).ConfigureAwait(false))
            return;
        if (definition.HasRules && !await SendAsync(call, Command.SetInstrumentRules(instrument.Id, rules)).ConfigureAwait(false))
            return;
        if (definition.State is { } state && state != InstrumentState.Announced && !await SendAsync(call, Command.SetInstrumentState(instrument.Id, state)).ConfigureAwait(false))
            return;
        await AnswerAsync(call, instrument.Id, 201).ConfigureAwait(false);
    }

    public static async ValueTask SetRulesAsync(RestCall call)
    {
        if (await MarketEndpoints.InstrumentAsync(call).ConfigureAwait(false) is not { } entry)
            return;
        var body = new InstrumentBody();
        if (!body.TryRead(call.Body, InstrumentBody.RulesOnly, out var problem) || !body.TryBuildRules(entry.Instrument, entry.Rules, out var rules, out problem))
        {
            await call.RefuseAsync(problem).ConfigureAwait(false);
            return;
        }

        if (await SendAsync(call, Command.SetInstrumentRules(entry.Instrument.Id, rules)).ConfigureAwait(false))
            await AnswerAsync(call, entry.Instrument.Id, 200).ConfigureAwait(false);
    }

    public static async ValueTask SetStateAsync(RestCall call)
    {
        if (await MarketEndpoints.InstrumentAsync(call).ConfigureAwait(false) is not { } entry)
            return;
        var body = new InstrumentBody();
        if (!body.TryRead(call.Body, ["state"], out var problem))
        {
            await call.RefuseAsync(problem).ConfigureAwait(false);
            return;
        }

        if (body.State is not { } state)
        {
            await call.RefuseAsync(Problem.Malformed("state", "Field 'state' is missing.")).ConfigureAwait(false);
            return;
        }

        if (await SendAsync(call, Command.SetInstrumentState(entry.Instrument.Id, state)).ConfigureAwait(false))
            await AnswerAsync(call, entry.Instrument.Id, 200).ConfigureAwait(false);
    }

    public static async ValueTask SetTradingDayAsync(RestCall call)
    {
        if (await MarketEndpoints.InstrumentAsync(call).ConfigureAwait(false) is not { } entry)
            return;
        var body = new InstrumentBody();
        if (!body.TryRead(call.Body, ["end"], out var problem))
        {
            await call.RefuseAsync(problem).ConfigureAwait(false);
            return;
        }

        if (body.End.IsNone)
        {
            await call.RefuseAsync(Problem.Malformed("end", "Field 'end' is missing.")).ConfigureAwait(false);
            return;
        }

        if (await SendAsync(call, Command.SetTradingDay(entry.Instrument.Id, body.End)).ConfigureAwait(false))
            await AnswerAsync(call, entry.Instrument.Id, 200).ConfigureAwait(false);
    }

    private static async ValueTask<bool> SendAsync(RestCall call, Command command)
    {
        if (await call.SubmitAsync(command).ConfigureAwait(false) is not { } done)
            return false;
        done.Return();
        return true;
    }

    private static ValueTask AnswerAsync(RestCall call, InstrumentId id, int status) =>
        call.AnswerAsync(status, (Entry: call.Services.Directory.Find(id)!, call.Services.Views.Accounts.Assets), static (json, at) => MarketAnswer.WriteInstrument(json, at.Entry, at.Assets));
}
