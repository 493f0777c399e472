using System.Net;

namespace Rialto.Host.Tools.Client;

/// <summary>Where the exchange is and who we are.</summary>
/// <param name="Url">Base address of REST and WebSocket, without a slash at its end.</param>
/// <param name="Native">Native protocol, null where unknown.</param>
/// <param name="Key">Key and secret; null for public requests only.</param>
internal sealed record Connection(Uri Url, IPEndPoint? Native, Credentials? Key)
{
    /// <summary>Before the native address where it speaks TLS.</summary>
    public const string SecuredPrefix = "tls://";

    private const string DefaultUrl = "http://127.0.0.1:7080";

    /// <summary>The native protocol speaks TLS.</summary>
    public bool IsNativeSecured { get; init; }

    /// <summary>Which certificates to believe.</summary>
    public ServerTrust Trust { get; init; } = ServerTrust.Machine;

    /// <summary>Why the data folder gave no key, where that needs saying; empty otherwise.</summary>
    public string KeyNote { get; init; } = "";

    /// <summary>The key, or an error that says how to get one.</summary>
    /// <exception cref="ToolException">There is none.</exception>
    public Credentials RequireKey() => Key ?? throw new ToolException(
        ExitCode.Usage,
        KeyNote + "This needs a key: --key and --secret, RIALTO_KEY and RIALTO_SECRET, or the client.json that 'rialto up' leaves in the data folder (--data).");

    /// <summary>Flags first, then environment, then the profile in the data folder, then the default address.</summary>
    /// <exception cref="ToolException">An address that is none, half a key.</exception>
    public static Connection Find(string? url, string? native, string? key, string? secret, string? dataFolder, string? ca = null)
    {
        var isFolderNamed = dataFolder is not null;
        dataFolder = FolderOf(dataFolder);
        url ??= Variable("RIALTO_URL");
        key ??= Variable("RIALTO_KEY");
        secret ??= Variable("RIALTO_SECRET");
        if ((key is null) != (secret is null))
            throw new ToolException(ExitCode.Usage, "A key needs both its id (--key) and its secret (--secret or RIALTO_SECRET).");
        var profile = ClientProfile.Load(Path.Combine(dataFolder, "client.json"));
        // Whoever names a folder means its exchange, not whatever else listens on the default port.
        if (isFolderNamed && profile is null && url is null)
            throw new ToolException(ExitCode.NotFound, $"No exchange has run on {dataFolder}: it has no client.json. Give --url for one that runs elsewhere.");
        var isProfileMeant = profile is not null && (url is null || SameAddress(url, profile.Url));
        ca ??= Variable("RIALTO_CA");
        native ??= Variable("RIALTO_NATIVE") ?? (isProfileMeant ? profile!.Native : null);
        if (key is null && isProfileMeant && profile is { Key: not null, Secret: not null })
            (key, secret) = (profile.Key, profile.Secret);
        return new Connection(
            ParseUrl(url ?? profile?.Url ?? DefaultUrl),
            native is null ? null : ParseEndPoint(native.StartsWith(SecuredPrefix, StringComparison.Ordinal) ? native[SecuredPrefix.Length..] : native),
            key is null ? null : new Credentials(key, secret!))
        {
            IsNativeSecured = native?.StartsWith(SecuredPrefix, StringComparison.Ordinal) == true,
            Trust = ca is not null ? ServerTrust.FromFile(ca) : isProfileMeant && profile!.Certificate is { } pem ? ServerTrust.FromPem(pem) : ServerTrust.Machine,
            KeyNote = profile is null ? ""
                : !isProfileMeant ? $"The exchange of '{dataFolder}' last served at {profile.Url}, not at {url}, so its key is not sent there. "
                : profile.Key is null ? $"'{dataFolder}' has no development key. "
                : "",
        };
    }

    /// <summary>The data folder that was named; otherwise the environment's, or the usual one.</summary>
    public static string FolderOf(string? named) => named ?? Variable("RIALTO__Data__Directory") ?? "data";

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static bool SameAddress(string left, string right) =>
        Uri.TryCreate(left, UriKind.Absolute, out var a) && Uri.TryCreate(right, UriKind.Absolute, out var b) && a.Authority == b.Authority;

    private static Uri ParseUrl(string text) =>
        Uri.TryCreate(text.TrimEnd('/'), UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? url
            : throw new ToolException(ExitCode.Usage, $"'{text}' is not an http or https address.");

    private static IPEndPoint ParseEndPoint(string text) =>
        IPEndPoint.TryParse(text, out var endPoint) && endPoint.Port != 0
            ? endPoint
            : throw new ToolException(ExitCode.Usage, $"'{text}' is not an address and port such as 127.0.0.1:7081.");
}
