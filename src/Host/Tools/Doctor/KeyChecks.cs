using Rialto.Gateways.Auth;
using Rialto.Host.Config;

namespace Rialto.Host.Tools.Doctor;

/// <summary>The key store; only where there is one, since opening makes one.</summary>
internal static class KeyChecks
{
    public static IEnumerable<Finding> All(HostSettings settings)
    {
        if (!File.Exists(Path.Combine(settings.KeysFolder, "keys.json")))
        {
            yield return settings.Development
                ? Finding.Skipped("keys", "none yet; the first start in development makes one")
                : Finding.Warning("keys", "none", "Nobody can trade without one: 'rialto keys create USER'.");
            yield break;
        }

        IReadOnlyList<KeyListing>? keys = null;
        var refusal = "";
        try
        {
            using var store = KeyStore.Open(settings.KeysFolder);
            keys = store.List();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            refusal = problem.Message;
        }

        if (keys is null)
        {
            yield return Finding.Problem("keys", refusal, $"Restore {settings.KeysFolder} with its master.key (or {MasterKey.Variable}) from where they were backed up together.");
            yield break;
        }

        var working = keys.Where(key => key.Revoked is null).ToList();
        yield return working.Count == 0
            ? Finding.Warning("keys", $"all {keys.Count} are revoked", "Nobody can trade: 'rialto keys create USER'.")
            : Finding.Ok("keys", $"{working.Count} of {keys.Count} work, {working.Select(key => key.Owner).Distinct().Count()} owners");
        if (!settings.Development && working.Exists(key => key.UserName == "dev" && (key.Permissions & Permissions.Admin) != 0))
            yield return Finding.Warning("keys", "a development key that may administrate still works", "'rialto keys list' shows it, 'rialto keys revoke ID' ends it.");
    }
}
