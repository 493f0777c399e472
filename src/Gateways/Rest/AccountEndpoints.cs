using Rialto.Gateways.Answers;
using Rialto.Gateways.Auth;
using Rialto.Model.Accounts;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Rest;

/// <summary>Accounts over REST: made and changed by administrators, seen by those who run the market and by their owners.</summary>
internal static class AccountEndpoints
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1_000;

    private static readonly string[] NewFields = ["user_id", "name", "parent", "group", "rights"];
    private static readonly string[] ChangeFields = ["name", "group", "rights"];

    public static async ValueTask ListAsync(RestCall call)
    {
        if (!call.Key.MayAny(Permissions.Operate | Permissions.Audit))
        {
            await call.RefuseAsync(new Problem(RejectReason.Forbidden, "The key needs the permission operate or audit.")).ConfigureAwait(false);
            return;
        }

        if (await MarketEndpoints.NumberAsync(call, "limit", DefaultLimit, 1, MaxLimit).ConfigureAwait(false) is not { } limit
            || await MarketEndpoints.NumberAsync(call, "after", 0, 0, int.MaxValue).ConfigureAwait(false) is not { } after)
            return;
        var page = await call.Services.FanOut.AskAsync(
            views => (Accounts: views.Accounts.After(new OwnerId((int)after)).Take((int)limit + 1).Select(view => AccountPicture.Take(view, views.Sequence)).ToArray(), views.Sequence),
            call.Aborted).ConfigureAwait(false);
        await call.AnswerAsync(200, (page.Accounts, page.Sequence, Limit: (int)limit, call.Services.Keys), static (json, at) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("accounts"u8);
            foreach (var account in at.Accounts.Take(at.Limit))
                AccountAnswer.WriteAccount(json, account, at.Keys);
            json.WriteEndArray();
            json.WriteNext(at.Accounts.Length > at.Limit ? at.Accounts[at.Limit - 1].Account.Id.Value : 0);
            json.WriteNumber("sequence"u8, at.Sequence);
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    public static async ValueTask GetAsync(RestCall call)
    {
        if (await AccountAccess.AccountAsync(call, Permissions.Read, Permissions.Operate | Permissions.Audit).ConfigureAwait(false) is not { } owner)
            return;
        if (await FindAsync(call, owner).ConfigureAwait(false) is { } picture)
            await AnswerAsync(call, picture, 200).ConfigureAwait(false);
        else
            await RefuseUnknownAsync(call, owner).ConfigureAwait(false);
    }

    public static async ValueTask MakeAsync(RestCall call)
    {
        var body = new FlatBody();
        if (!body.TryRead(call.Body, NewFields, out var problem, list: "rights") || !body.TryText36("user_id", out var user, out problem) || !TryValues(body, user, default, AccountRights.All, out var values, out problem))
        {
            await call.RefuseAsync(problem).ConfigureAwait(false);
            return;
        }

        var parent = default(OwnerId);
        if (body["parent"] is { } parentName)
        {
            if (AccountAccess.Named(call, parentName) is not { } found)
            {
                await call.RefuseAsync(new Problem(RejectReason.AccountUnknown, $"There is no user {parentName}.") { Field = "parent" }).ConfigureAwait(false);
                return;
            }

            parent = found;
        }

        if (AccountAccess.Named(call, user.ToString()) is not { } owner)
        {
            if (!KeyStore.IsUserName(user.ToString()))
            {
                await call.RefuseAsync(Problem.Malformed("user_id", KeyStore.UserNameRule)).ConfigureAwait(false);
                return;
            }

            // A user without a key, such as a sub-account, has its owner number for ever; no account may have it already.
            var free = await call.Services.FanOut.AskAsync(views => views.Accounts.All.Select(view => view.Account.Id.Value).DefaultIfEmpty(0).Max() + 1, call.Aborted).ConfigureAwait(false);
            owner = call.Services.Keys.Register(user.ToString(), new OwnerId(free));
        }
        else if (call.Services.Keys.UserNameOf(owner) is null)
        {
            await call.RefuseAsync(new Problem(RejectReason.AccountUnknown, $"There is no user {user}; a new one has a name.") { Field = "user_id" }).ConfigureAwait(false);
            return;
        }

        if (await FindAsync(call, owner).ConfigureAwait(false) is not null)
            await call.RefuseAsync(new Problem(RejectReason.AccountInvalid, $"{user} has an account; PUT changes it.") { StatusOverride = 409 }).ConfigureAwait(false);
        else
            await SetAsync(call, values with { Id = owner, Parent = parent }, 201).ConfigureAwait(false);
    }

    public static async ValueTask ChangeAsync(RestCall call)
    {
        if (AccountAccess.Named(call, call.PathText) is not { } owner || await FindAsync(call, owner).ConfigureAwait(false) is not { } before)
        {
            await call.RefuseAsync(new Problem(RejectReason.AccountUnknown, $"{call.PathText} has no account.")).ConfigureAwait(false);
            return;
        }

        var body = new FlatBody();
        var account = before.Account;
        if (!body.TryRead(call.Body, ChangeFields, out var problem, list: "rights") || !TryValues(body, account.Name, account.Group, account.Rights, out var values, out problem))
            await call.RefuseAsync(problem).ConfigureAwait(false);
        else
            await SetAsync(call, values with { Id = owner, Parent = account.Parent, Rights = values.Rights | (account.Rights & AccountRights.Margin) }, 200).ConfigureAwait(false);
    }

    private static bool TryValues(FlatBody body, Text36 name, OwnerGroup group, AccountRights rights, out Account values, out Problem problem)
    {
        values = null!;
        if (body["name"] is not null && !body.TryText36("name", out name, out problem))
            return false;
        if (!body.TryWhole("group", group.Value, 0, int.MaxValue, out var number, out problem))
            return false;
        if (body["rights"] is not null || (body.List("rights") is { } words && !RightWords.TryParse(words, out rights)))
        {
            problem = Problem.Malformed("rights", "Field 'rights' is a list of trade, deposit, withdraw, transfer and margin.");
            return false;
        }

        values = new Account(default, default, new OwnerGroup(number), name, rights);
        return true;
    }

    private static async ValueTask SetAsync(RestCall call, Account account, int status)
    {
        if (await call.SubmitAsync(Command.SetAccount(account)).ConfigureAwait(false) is not { } done)
            return;
        done.Return();
        await AnswerAsync(call, (await FindAsync(call, account.Id).ConfigureAwait(false))!, status).ConfigureAwait(false);
    }

    private static async ValueTask<AccountPicture?> FindAsync(RestCall call, OwnerId owner) =>
        await call.Services.FanOut.AskAsync(views => views.Accounts.Find(owner) is { } view ? AccountPicture.Take(view, views.Sequence) : null, call.Aborted).ConfigureAwait(false);

    private static ValueTask AnswerAsync(RestCall call, AccountPicture picture, int status) =>
        call.AnswerAsync(status, (picture, call.Services.Keys), static (json, at) => AccountAnswer.WriteAccount(json, at.picture, at.Keys));

    private static ValueTask RefuseUnknownAsync(RestCall call, OwnerId owner) =>
        call.RefuseAsync(new Problem(RejectReason.AccountUnknown, $"{AccountAnswer.UserOf(owner, call.Services.Keys)} has no account."));
}
