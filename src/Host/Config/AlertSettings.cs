using Rialto.Gateways;
using Rialto.Host.Alerting;

namespace Rialto.Host.Config;

/// <summary>Who is told of alerts, besides log and metrics.</summary>
/// <param name="Name">As the settings call it.</param>
/// <param name="Format">How it wants to be told.</param>
/// <param name="Least">Less grave alerts are not for it.</param>
internal sealed record AlertChannelSettings(string Name, IAlertFormat Format, AlertSeverity Least);

/// <summary>The section <c>Alerts</c>; docs/reference/alerts.md lists every key.</summary>
/// <param name="Source">What this machine is called in messages.</param>
/// <param name="PerMinute">Messages a minute about one alert and channel.</param>
/// <param name="Channels">Who is told.</param>
internal sealed record AlertSettings(string Source, int PerMinute, IReadOnlyList<AlertChannelSettings> Channels)
{
    private const string Section = "Alerts";

    /// <summary>Which service a channel is.</summary>
    private enum Service
    {
        Webhook,
        Slack,
        PagerDuty,
        Opsgenie,
    }

    /// <summary>Reads the section.</summary>
    public static AlertSettings Read(SettingsReader reader)
    {
        var source = reader.Text($"{Section}:Source", Environment.MachineName);
        if (source.Length is 0 or > 100 || source.Any(char.IsControl))
            reader.Refuse($"{Section}:Source", "must be 1 to 100 characters");
        return new AlertSettings(
            source,
            reader.Number($"{Section}:PerMinute", 10, 1, 600),
            [.. reader.Children($"{Section}:Channels").Select(name => ReadChannel(reader, name)).OfType<AlertChannelSettings>()]);
    }

    private static AlertChannelSettings? ReadChannel(SettingsReader reader, string name)
    {
        var key = $"{Section}:Channels:{name}";
        var service = reader.Choice($"{key}:Service", Service.Webhook);
        var least = reader.Choice($"{key}:Least", AlertSeverity.Warning);
        var isEnabled = reader.Flag($"{key}:Enabled", true);
        var address = ReadAddress(reader, $"{key}:Url", service switch { Service.PagerDuty => PagerDutyFormat.Address, Service.Opsgenie => OpsgenieFormat.Address, _ => null });
        var secret = reader.OptionalSecret($"{key}:Key");
        if (name.Length > 40 || name.Any(character => !char.IsAsciiLetterOrDigit(character) && character is not '-' and not '_'))
            reader.Refuse($"{key}:Service", $"belongs to a channel named '{name}': a name has up to 40 letters, digits, '-' and '_'");
        if (secret is null && service is Service.PagerDuty or Service.Opsgenie)
            reader.Refuse($"{key}:Key", service == Service.PagerDuty ? "is missing: the integration's routing key" : "is missing: the integration's API key");
        if (secret?.Any(char.IsControl) == true)
            reader.Refuse($"{key}:Key", "has characters that no key has");
        if (address is null || !isEnabled)
            return null;
        return new AlertChannelSettings(
            name,
            service switch
            {
                Service.Slack => new SlackFormat(address),
                Service.PagerDuty => new PagerDutyFormat(address, secret ?? ""),
                Service.Opsgenie => new OpsgenieFormat(address, secret ?? ""),
                _ => new WebhookFormat(address, secret),
            },
            least);
    }

    // An address may be a secret as a whole (Slack's are): listings and problems do not show it.
    private static Uri? ReadAddress(SettingsReader reader, string key, Uri? usual)
    {
        if (reader.OptionalSecret(key) is not { } text)
        {
            if (usual is null)
                reader.Refuse(key, "is missing: where messages go");
            return usual;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)))
            return address;
        reader.Refuse(key, "must be an address that begins with https:// (http:// on this machine only)");
        return null;
    }
}
