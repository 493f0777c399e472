using Rialto.Gateways.Answers;
using Rialto.Gateways.Auth;
using Rialto.Model.Accounts;
using Rialto.Model.Customers;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Rest;

/// <summary>Who is verified, what limits there are and what is left of them, over REST; each change is a command like any other.</summary>
internal static class ComplianceEndpoints
{
    private const Permissions Overseers = Permissions.Operate | Permissions.Audit;

    public static async ValueTask LimitsAsync(RestCall call)
    {
        var owner = call.Key.Owner;
        if (call.Http.Request.Query.TryGetValue("user_id", out var user))
        {
            if (AccountAccess.Named(call, user.ToString()) is not { } named || (named != owner && !call.Key.MayAny(Overseers)))
            {
                await call.RefuseAsync(new Problem(RejectReason.Forbidden, $"{user} is not the key's own account; others need the permission operate or audit.")).ConfigureAwait(false);
                return;
            }

            owner = named;
        }

        var now = call.Services.Now;
        var picture = await call.Services.FanOut.AskAsync(views => LimitsPicture.Take(views, owner, now < views.Time ? views.Time : now), call.Aborted).ConfigureAwait(false);
        await call.AnswerAsync(200, (picture, call.Services.Keys), static (json, at) => ComplianceAnswer.WriteLimits(json, at.picture, at.Keys)).ConfigureAwait(false);
    }

    public static async ValueTask SetLimitsAsync(RestCall call)
    {
        var body = new FlatBody();
        if (!body.TryRead(call.Body, ["tier", "asset", "deposits", "withdrawals", "trades"], out var problem) || !TryTier(body, VerificationTier.Unverified, out var tier, out problem)
            || !body.TryText("asset", out var code, out problem))
        {
            await call.RefuseAsync(problem).ConfigureAwait(false);
            return;
        }

        if (call.Services.Views.Accounts.Assets.Find(code) is not { } asset)
        {
            await call.RefuseAsync(new Problem(RejectReason.AssetUnknown, $"There is no asset {code}.") { Field = "asset" }).ConfigureAwait(false);
            return;
        }

        if (!TryLimit(body, "deposits", asset, out var deposits, out problem) || !TryLimit(body, "withdrawals", asset, out var withdrawals, out problem) || !TryLimit(body, "trades", asset, out var trades, out problem))
            await call.RefuseAsync(problem).ConfigureAwait(false);
        else if (await SendAsync(call, Command.SetTierLimit(new TierLimit(tier, asset.Id, new DailyLimits(deposits, withdrawals, trades)))).ConfigureAwait(false))
            await PolicyAsync(call).ConfigureAwait(false);
    }

    public static async ValueTask PolicyAsync(RestCall call)
    {
        var (policy, limits, countries) = await call.Services.FanOut.AskAsync(
            views => (views.Customers.Policy, views.Customers.Limits.ToArray(), views.Customers.Countries.ToArray()), call.Aborted).ConfigureAwait(false);
        await call.AnswerAsync(
            200, (policy, limits, countries, call.Services.Views.Accounts.Assets),
            static (json, at) => ComplianceAnswer.WritePolicy(json, at.policy, at.limits, at.countries, at.Assets)).ConfigureAwait(false);
    }

    public static async ValueTask SetPolicyAsync(RestCall call)
    {
        using var turn = await call.Services.ComplianceGate.EnterAsync(call.Aborted).ConfigureAwait(false);
        var before = await call.Services.FanOut.AskAsync(views => views.Customers.Policy, call.Aborted).ConfigureAwait(false);
        var body = new FlatBody();
        if (!body.TryRead(call.Body, [], out var problem, flags: ["required", "listed_only"]))
            await call.RefuseAsync(problem).ConfigureAwait(false);
        else if (await SendAsync(call, Command.SetVerificationPolicy(new VerificationPolicy(body.Flag("required", before.IsRequired), body.Flag("listed_only", before.ListedOnly)))).ConfigureAwait(false))
            await PolicyAsync(call).ConfigureAwait(false);
    }

    public static async ValueTask SetCountryAsync(RestCall call)
    {
        var body = new FlatBody();
        var closed = AccountRights.None;
        if (!TryCountry(call.PathText, out var country, out var problem) || !body.TryRead(call.Body, ["closed"], out problem, list: "closed"))
            await call.RefuseAsync(problem).ConfigureAwait(false);
        else if (body["closed"] is not null || (body.List("closed") is { } words && !RightWords.TryParse(words, out closed)))
            await call.RefuseAsync(Problem.Malformed("closed", "Field 'closed' is a list of trade, deposit, withdraw and transfer.")).ConfigureAwait(false);
        else if (await SendAsync(call, Command.SetCountry(country, isListed: true, closed)).ConfigureAwait(false))
            await PolicyAsync(call).ConfigureAwait(false);
    }

    public static async ValueTask UnlistCountryAsync(RestCall call)
    {
        if (!TryCountry(call.PathText, out var country, out var problem))
            await call.RefuseAsync(problem).ConfigureAwait(false);
        else if (await SendAsync(call, Command.SetCountry(country, isListed: false)).ConfigureAwait(false))
            await PolicyAsync(call).ConfigureAwait(false);
    }

    public static async ValueTask VerificationAsync(RestCall call)
    {
        if (await AccountAccess.AccountAsync(call, Permissions.Read, Overseers).ConfigureAwait(false) is { } owner)
            await AnswerVerificationAsync(call, owner).ConfigureAwait(false);
    }

    public static async ValueTask SetVerificationAsync(RestCall call)
    {
        if (AccountAccess.Named(call, call.PathText) is not { } customer)
        {
            await call.RefuseAsync(new Problem(RejectReason.UnknownOwner, $"There is no user {call.PathText}.") { StatusOverride = 404 }).ConfigureAwait(false);
            return;
        }

        using var turn = await call.Services.ComplianceGate.EnterAsync(call.Aborted).ConfigureAwait(false);
        var before = await call.Services.FanOut.AskAsync(views => views.Customers.Of(customer), call.Aborted).ConfigureAwait(false);
        if (!TryVerification(call.Body, before, out var verification, out var cancels, out var problem))
            await call.RefuseAsync(problem).ConfigureAwait(false);
        else if (await SendAsync(call, Command.SetVerification(customer, verification, cancels)).ConfigureAwait(false))
            await AnswerVerificationAsync(call, customer).ConfigureAwait(false);
    }

    /// <summary>Sends a command; false where the answer has been given.</summary>
    internal static async ValueTask<bool> SendAsync(RestCall call, Command command)
    {
        if (await call.SubmitAsync(command).ConfigureAwait(false) is not { } done)
            return false;
        done.Return();
        return true;
    }

    private static bool TryVerification(ReadOnlySpan<byte> bytes, Verification before, out Verification verification, out bool cancels, out Problem problem)
    {
        verification = before;
        cancels = false;
        var body = new FlatBody();
        if (!body.TryRead(bytes, ["state", "tier", "country"], out problem, flags: ["cancel_orders"]))
            return false;
        cancels = body.Flag("cancel_orders", usual: false);
        var (state, tier, country) = (before.State, before.Tier, before.Country);
        if (body["country"] is { } code && !TryCountry(code, out country, out problem))
            return false;
        if (body["state"] is { } stateWord && !TryWord(stateWord, out state))
            return Refuse("state", "Field 'state' is pending, verified, rejected or suspended.", out problem);
        if (body["tier"] is { } tierWord && !TryWord(tierWord, out tier))
            return Refuse("tier", TierRule, out problem);
        verification = new Verification(state, tier, country);
        return true;
    }

    private const string TierRule = "Field 'tier' is unverified, level1, level2, level3 or institutional.";

    private static bool TryTier(FlatBody body, VerificationTier usual, out VerificationTier tier, out Problem problem)
    {
        tier = usual;
        return body.TryText("tier", out var word, out problem) && (TryWord(word, out tier) || Refuse("tier", TierRule, out problem));
    }

    /// <summary>A word of an enumeration, never a number.</summary>
    internal static bool TryWord<T>(string word, out T value)
        where T : struct, Enum =>
        Enum.TryParse(word, ignoreCase: true, out value) && word.All(char.IsAsciiLetterOrDigit) && !char.IsAsciiDigit(word[0]) && Enum.IsDefined(value);

    private static bool TryLimit(FlatBody body, string field, Asset asset, out long units, out Problem problem)
    {
        problem = default;
        units = DailyLimits.Unlimited;
        return body[field] is null || body.TryDecimal(field, asset.Scale, out units, out problem);
    }

    /// <summary>Two letters.</summary>
    internal static bool TryCountry(string text, out CountryCode country, out Problem problem)
    {
        problem = default;
        country = default;
        return (Text36.TryCreate(text, out var code) && CountryCode.TryCreate(code, out country)) || Refuse("country", "A country is two letters A to Z (ISO 3166-1).", out problem);
    }

    private static bool Refuse(string field, string detail, out Problem problem)
    {
        problem = Problem.Malformed(field, detail);
        return false;
    }

    private static async ValueTask AnswerVerificationAsync(RestCall call, OwnerId owner)
    {
        var (customer, verification, sequence) = await call.Services.FanOut.AskAsync(
            views => LimitsPicture.CustomerOf(views, owner) is var of ? (of, views.Customers.Of(of), views.Sequence) : default, call.Aborted).ConfigureAwait(false);
        await call.AnswerAsync(200, (customer, verification, sequence, call.Services.Keys), static (json, at) =>
        {
            json.WriteStartObject();
            AccountAnswer.WriteUser(json, at.customer, at.Keys);
            ComplianceAnswer.WriteVerification(json, at.verification);
            json.WriteNumber("sequence"u8, at.sequence);
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }
}
