using System.Text.Json;
using Rialto.Gateways.Answers;
using Rialto.Gateways.Auth;
using Rialto.Gateways.Views;
using Rialto.Model.Accounts;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Rest;

/// <summary>Balances, and money that moves, over REST. A reference makes each movement happen once, however often it is sent.</summary>
internal static class MoneyEndpoints
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1_000;
    private const Permissions Overseers = Permissions.Operate | Permissions.Audit;

    private static readonly string[] Fields = ["asset", "amount", "reference"];
    private static readonly string[] TransferFields = [.. Fields, "to"];

    /// <summary>Money comes in: said by those who run the market, never by the account itself.</summary>
    public static ValueTask DepositAsync(RestCall call) => MoveAsync(call, CommandKind.Deposit, Permissions.Operate);

    public static ValueTask WithdrawAsync(RestCall call) => MoveAsync(call, CommandKind.Withdraw, Permissions.Withdraw);

    public static ValueTask TransferAsync(RestCall call) => MoveAsync(call, CommandKind.Transfer, Permissions.Withdraw);

    public static async ValueTask BalancesAsync(RestCall call)
    {
        if (await AccountAccess.AccountAsync(call, Permissions.Read, Overseers).ConfigureAwait(false) is not { } owner)
            return;
        var taken = await call.Services.FanOut.AskAsync(views => TakeBalances(views, owner), call.Aborted).ConfigureAwait(false);
        if (taken is not { } balances)
            await RefuseUnknownAsync(call, owner).ConfigureAwait(false);
        else
            await call.AnswerAsync(200, (owner, balances, call.Services), static (json, at) => WriteBalances(json, at.owner, at.balances, at.Services)).ConfigureAwait(false);
    }

    public static async ValueTask MovementsAsync(RestCall call)
    {
        if (await AccountAccess.AccountAsync(call, Permissions.Read, Overseers).ConfigureAwait(false) is not { } owner
            || await MarketEndpoints.NumberAsync(call, "limit", DefaultLimit, 1, MaxLimit).ConfigureAwait(false) is not { } limit
            || await MarketEndpoints.NumberAsync(call, "before", 0, 0, long.MaxValue).ConfigureAwait(false) is not { } before)
            return;
        var page = await call.Services.FanOut.AskAsync(views => TakeMovements(views, owner, before, (int)limit), call.Aborted).ConfigureAwait(false);
        if (page is null)
            await RefuseUnknownAsync(call, owner).ConfigureAwait(false);
        else
            await call.AnswerAsync(200, (owner, page, call.Services), static (json, at) => WriteMovements(json, at.owner, at.page, at.Services)).ConfigureAwait(false);
    }

    private static BalancesPicture? TakeBalances(ExchangeViews views, OwnerId owner) => views.Accounts.Find(owner) is { } account
        ? new BalancesPicture([.. account.Balances.Select(balance => new BalancePicture(balance.Asset, balance.Total, balance.Reserved))], views.Sequence, views.Time)
        : null;

    private static async ValueTask MoveAsync(RestCall call, CommandKind kind, Permissions own)
    {
        if (await AccountAccess.AccountAsync(call, own, Permissions.Operate).ConfigureAwait(false) is not { } owner)
            return;
        if (!TryCommand(call, kind, owner, out var command, out var asset, out var problem))
        {
            await call.RefuseAsync(problem).ConfigureAwait(false);
            return;
        }

        if (await call.SubmitAsync(command).ConfigureAwait(false) is not { } done)
            return;
        var isNew = done.First.Kind != Model.Markets.EventKind.MovementDuplicate;
        await call.AnswerAsync(isNew ? 201 : 200, (done, asset, call.Services.Keys), static (json, at) =>
        {
            AccountAnswer.WriteDone(json, at.done, at.asset, at.Keys);
            at.done.Return();
        }).ConfigureAwait(false);
    }

    private static bool TryCommand(RestCall call, CommandKind kind, OwnerId owner, out Command command, out Asset asset, out Problem problem)
    {
        command = default;
        asset = null!;
        var body = new FlatBody();
        if (!body.TryRead(call.Body, kind == CommandKind.Transfer ? TransferFields : Fields, out problem) || !body.TryText("asset", out var code, out problem))
            return false;
        if (call.Services.Views.Accounts.Assets.Find(code) is not { } known)
        {
            problem = new Problem(RejectReason.AssetUnknown, $"There is no asset {code}.") { Field = "asset" };
            return false;
        }

        asset = known;
        if (!body.TryDecimal("amount", known.Scale, out var units, out problem) || !body.TryText36("reference", out var reference, out problem))
            return false;
        var to = default(OwnerId);
        if (kind == CommandKind.Transfer)
        {
            if (!body.TryText("to", out var receiver, out problem))
                return false;
            if (AccountAccess.Named(call, receiver) is not { } named)
            {
                problem = new Problem(RejectReason.AccountUnknown, $"There is no user {receiver}.") { Field = "to" };
                return false;
            }

            to = named;
        }

        var amount = new Money(units);
        command = kind switch
        {
            CommandKind.Deposit => Command.Deposit(owner, known.Id, amount, reference),
            CommandKind.Withdraw => Command.Withdraw(owner, known.Id, amount, reference),
            _ => Command.Transfer(owner, to, known.Id, amount, reference),
        };
        return true;
    }

    private static MovementPage? TakeMovements(ExchangeViews views, OwnerId owner, long before, int limit)
    {
        if (views.Accounts.Find(owner)?.Movements is not { } all)
            return null;
        var page = new List<Movement>(Math.Min(limit, 64));
        var age = before == 0 ? 0 : all.AgeBelow(before);
        for (; age < all.Count && page.Count < limit; age++)
            page.Add(all[age]);
        return new MovementPage(page, age < all.Count ? page[^1].Number : 0, views.Sequence);
    }

    private static void WriteBalances(Utf8JsonWriter json, OwnerId owner, BalancesPicture picture, GatewayServices services)
    {
        json.WriteStartObject();
        AccountAnswer.WriteUser(json, owner, services.Keys);
        AccountAnswer.WriteBalances(json, picture, services.Views.Accounts.Assets);
        json.WriteNumber("sequence"u8, picture.Sequence);
        json.WriteTime("time"u8, picture.Time);
        json.WriteEndObject();
    }

    private static void WriteMovements(Utf8JsonWriter json, OwnerId owner, MovementPage page, GatewayServices services)
    {
        json.WriteStartObject();
        AccountAnswer.WriteUser(json, owner, services.Keys);
        json.WriteStartArray("movements"u8);
        foreach (var movement in page.Movements)
            AccountAnswer.WriteMovement(json, movement, owner, services.Views.Accounts.Assets, services.Keys);
        json.WriteEndArray();
        json.WriteNext(page.Next);
        json.WriteNumber("sequence"u8, page.Sequence);
        json.WriteEndObject();
    }

    private static ValueTask RefuseUnknownAsync(RestCall call, OwnerId owner) =>
        call.RefuseAsync(new Problem(RejectReason.AccountUnknown, $"{AccountAnswer.UserOf(owner, call.Services.Keys)} has no account."));

    private sealed record MovementPage(List<Movement> Movements, long Next, long Sequence);
}
