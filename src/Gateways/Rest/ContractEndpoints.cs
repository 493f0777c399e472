using System.Text;
using Rialto.Gateways.Answers;
using Rialto.Gateways.Views;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Json;

namespace Rialto.Gateways.Rest;

/// <summary>Contracts over REST: what they are, their marks, funding, limits and end, and the insurance fund behind them. Each change is a command like any other.</summary>
internal static class ContractEndpoints
{
    private const int UsualCollarPpm = 50_000;
    private const int UsualStepPpm = 250_000;

    private static readonly string[] TermFields =
        ["settlement_asset", "multiplier", "expiry", "initial_ppm", "maintenance_ppm", "collar_ppm", "liquidation_step_ppm", "liquidation_fee_ppm"];

    public static async ValueTask ListAsync(RestCall call)
    {
        var contracts = await call.Services.FanOut.AskAsync(
            views => views.Margin.Contracts.Keys.Select(id => ContractPicture.Take(views, new InstrumentId(id))).OfType<ContractPicture>().ToArray(), call.Aborted).ConfigureAwait(false);
        await call.AnswerAsync(200, (contracts, call.Services.Views.Accounts.Assets), static (json, at) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("contracts"u8);
            foreach (var contract in at.contracts)
                MarginAnswer.WriteContract(json, contract, at.Assets);
            json.WriteEndArray();
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    public static async ValueTask GetAsync(RestCall call)
    {
        if (await MarketEndpoints.InstrumentAsync(call).ConfigureAwait(false) is { } entry)
            await AnswerAsync(call, entry.Instrument).ConfigureAwait(false);
    }

    public static async ValueTask SetAsync(RestCall call)
    {
        if (await MarketEndpoints.InstrumentAsync(call).ConfigureAwait(false) is not { } entry)
            return;
        if (!TryTerms(call, out var terms, out var problem))
            await call.RefuseAsync(problem).ConfigureAwait(false);
        else
            await SendAsync(call, entry.Instrument, Command.SetContract(entry.Instrument.Id, terms)).ConfigureAwait(false);
    }

    public static ValueTask MarkAsync(RestCall call) => WithPriceAsync(call, Command.SetMarkPrice);

    public static ValueTask SettleAsync(RestCall call) => WithPriceAsync(call, Command.SettleContract);

    public static async ValueTask FundAsync(RestCall call)
    {
        if (await MarketEndpoints.InstrumentAsync(call).ConfigureAwait(false) is not { } entry)
            return;
        var body = new FlatBody();
        if (!body.TryRead(call.Body, ["rate_ppb"], out var problem) || !body.TryText("rate_ppb", out _, out problem)
            || !body.TryWhole("rate_ppb", 0, int.MinValue, int.MaxValue, out var rate, out problem))
            await call.RefuseAsync(problem).ConfigureAwait(false);
        else
            await SendAsync(call, entry.Instrument, Command.ApplyFunding(entry.Instrument.Id, rate)).ConfigureAwait(false);
    }

    public static async ValueTask LimitAsync(RestCall call)
    {
        if (await MarketEndpoints.InstrumentAsync(call).ConfigureAwait(false) is not { } entry)
            return;
        var body = new FlatBody();
        if (!body.TryRead(call.Body, ["tier", "max_position", "max_order"], out var problem) || !body.TryWhole("tier", 0, 0, ushort.MaxValue, out var tier, out problem)
            || !TryLimits(body, entry.Instrument, out var position, out var order, out problem))
            await call.RefuseAsync(problem).ConfigureAwait(false);
        else
            await SendAsync(call, entry.Instrument, Command.SetPositionLimit(entry.Instrument.Id, default, (ushort)tier, position, order)).ConfigureAwait(false);
    }

    public static async ValueTask InsuranceAsync(RestCall call)
    {
        var funds = await call.Services.FanOut.AskAsync(
            views => views.Margin.Insurance.Select(pair => (views.Accounts.Assets.Find(new Model.Accounts.AssetId(pair.Key)), pair.Value)).ToArray(), call.Aborted).ConfigureAwait(false);
        await call.AnswerAsync(200, funds, static (json, funds) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("funds"u8);
            foreach (var (asset, amount) in funds)
            {
                if (asset is null)
                    continue;
                json.WriteStartObject();
                json.WriteText("asset"u8, asset.Code);
                json.WriteWideDecimal("amount"u8, amount, asset.Scale);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    public static async ValueTask PayInsuranceAsync(RestCall call)
    {
        var body = new FlatBody();
        var note = Text36.Empty;
        if (!body.TryRead(call.Body, ["asset", "amount", "note"], out var problem) || !body.TryText("asset", out var code, out problem)
            || (body["note"] is not null && !body.TryText36("note", out note, out problem)))
        {
            await call.RefuseAsync(problem).ConfigureAwait(false);
            return;
        }

        if (call.Services.Views.Accounts.Assets.Find(code) is not { } asset)
        {
            await call.RefuseAsync(new Problem(RejectReason.AssetUnknown, $"There is no asset {code}.") { Field = "asset" }).ConfigureAwait(false);
            return;
        }

        if (!body.TryDecimal("amount", asset.Scale, out var amount, out problem))
        {
            await call.RefuseAsync(problem).ConfigureAwait(false);
            return;
        }

        if (await call.SubmitAsync(Command.FundInsurance(asset.Id, new Money(amount), note)).ConfigureAwait(false) is not { } done)
            return;
        var (fund, sequence) = (done.First.Insurance, done.Sequence);
        done.Return();
        await call.AnswerAsync(200, (asset, fund, sequence), static (json, at) =>
        {
            json.WriteStartObject();
            json.WriteText("asset"u8, at.asset.Code);
            json.WriteDecimal("amount"u8, at.fund.Units, at.asset.Scale);
            json.WriteNumber("sequence"u8, at.sequence);
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    /// <summary>Largest position and order of a body; what is left out has no limit.</summary>
    public static bool TryLimits(FlatBody body, Instrument instrument, out Quantity position, out Quantity order, out Problem problem)
    {
        (position, order, problem) = (default, default, default);
        if (body["max_position"] is not null)
        {
            if (!body.TryDecimal("max_position", instrument.QuantityScale, out var units, out problem))
                return false;
            position = new Quantity(units);
        }

        if (body["max_order"] is not null)
        {
            if (!body.TryDecimal("max_order", instrument.QuantityScale, out var units, out problem))
                return false;
            order = new Quantity(units);
        }

        return true;
    }

    private static bool TryTerms(RestCall call, out ContractTerms terms, out Problem problem)
    {
        terms = null!;
        var body = new FlatBody();
        if (!body.TryRead(call.Body, TermFields, out problem) || !body.TryText("settlement_asset", out var code, out problem))
            return false;
        if (call.Services.Views.Accounts.Assets.Find(code) is not { } asset)
        {
            problem = new Problem(RejectReason.AssetUnknown, $"There is no asset {code}.") { Field = "settlement_asset" };
            return false;
        }

        if (!body.TryText("initial_ppm", out _, out problem) || !body.TryText("maintenance_ppm", out _, out problem)
            || !body.TryWhole("multiplier", 1, int.MinValue, int.MaxValue, out var multiplier, out problem)
            || !body.TryWhole("initial_ppm", 0, int.MinValue, int.MaxValue, out var initial, out problem)
            || !body.TryWhole("maintenance_ppm", 0, int.MinValue, int.MaxValue, out var maintenance, out problem)
            || !body.TryWhole("collar_ppm", UsualCollarPpm, int.MinValue, int.MaxValue, out var collar, out problem)
            || !body.TryWhole("liquidation_step_ppm", UsualStepPpm, int.MinValue, int.MaxValue, out var step, out problem)
            || !body.TryWhole("liquidation_fee_ppm", 0, int.MinValue, int.MaxValue, out var fee, out problem))
            return false;
        var expiry = Timestamp.None;
        if (body["expiry"] is { } text && !IsoTime.TryParse(Encoding.UTF8.GetBytes(text), out expiry))
        {
            problem = Problem.Malformed("expiry", "Field 'expiry' is a UTC time such as 2026-11-21T16:00:00Z.");
            return false;
        }

        terms = new ContractTerms(asset.Id, multiplier, initial, maintenance, collar, step, fee, expiry);
        return true;
    }

    private static async ValueTask WithPriceAsync(RestCall call, Func<InstrumentId, Price, Command> command)
    {
        if (await MarketEndpoints.InstrumentAsync(call).ConfigureAwait(false) is not { } entry)
            return;
        var body = new FlatBody();
        if (!body.TryRead(call.Body, ["price"], out var problem) || !body.TryDecimal("price", entry.Instrument.PriceScale, out var price, out problem))
            await call.RefuseAsync(problem).ConfigureAwait(false);
        else
            await SendAsync(call, entry.Instrument, command(entry.Instrument.Id, new Price(price))).ConfigureAwait(false);
    }

    private static async ValueTask SendAsync(RestCall call, Instrument instrument, Command command)
    {
        if (await call.SubmitAsync(command).ConfigureAwait(false) is not { } done)
            return;
        done.Return();
        await AnswerAsync(call, instrument).ConfigureAwait(false);
    }

    private static async ValueTask AnswerAsync(RestCall call, Instrument instrument)
    {
        var id = instrument.Id;
        var contract = await call.Services.FanOut.AskAsync(views => ContractPicture.Take(views, id), call.Aborted).ConfigureAwait(false);
        if (contract is null)
            await call.RefuseAsync(new Problem(RejectReason.NotAContract, $"{instrument.Symbol} is no contract.")).ConfigureAwait(false);
        else
            await call.AnswerAsync(200, (contract, call.Services.Views.Accounts.Assets), static (json, at) => MarginAnswer.WriteContract(json, at.contract, at.Assets)).ConfigureAwait(false);
    }
}
