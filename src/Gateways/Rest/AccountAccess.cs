using Rialto.Gateways.Answers;
using Rialto.Gateways.Auth;
using Rialto.Model.Orders;

namespace Rialto.Gateways.Rest;

/// <summary>Whose account a request may see or touch: its key's own and their sub-accounts, or anybody's for keys that run the market.</summary>
internal static class AccountAccess
{
    /// <summary>The account that the path's user_id names; null where the answer has been given.</summary>
    /// <param name="call">The request.</param>
    /// <param name="own">What a key needs for its own account.</param>
    /// <param name="others">Any of these opens every account.</param>
    public static async ValueTask<OwnerId?> AccountAsync(RestCall call, Permissions own, Permissions others)
    {
        var user = call.PathText;
        var owner = OwnOf(call, user) ?? call.OwnerOf(user);
        var key = call.Key;
        if (!key.MayAny(others))
        {
            var isOwn = owner is { } named && (named == key.Owner || await IsSubAccountAsync(call, named).ConfigureAwait(false));
            if (!key.May(own) || !isOwn)
            {
                await call.RefuseAsync(new Problem(RejectReason.Forbidden, isOwn
                    ? $"The key needs the permission {string.Join(" and ", PermissionWords.Of(own))}."
                    : $"{user} is not the key's own account; others need the permission {string.Join(" or ", PermissionWords.Of(others))}.")).ConfigureAwait(false);
                return null;
            }
        }

        if (owner is { } found)
            return found;
        await call.RefuseAsync(new Problem(RejectReason.AccountUnknown, $"There is no user {user}.")).ConfigureAwait(false);
        return null;
    }

    /// <summary>The account a field names; null where it names nobody.</summary>
    public static OwnerId? Named(RestCall call, string user) => OwnOf(call, user) ?? call.OwnerOf(user);

    // "me" is whoever asks, unless somebody is called so.
    private static OwnerId? OwnOf(RestCall call, string user) =>
        user == call.Key.UserName || (user == "me" && call.Services.Keys.OwnerOf(user) is null) ? call.Key.Owner : null;

    private static async ValueTask<bool> IsSubAccountAsync(RestCall call, OwnerId account)
    {
        var holder = call.Key.Owner;
        return await call.Services.FanOut.AskAsync(views => views.Accounts.IsOf(account, holder), call.Aborted).ConfigureAwait(false);
    }
}
