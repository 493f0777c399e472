using System.Net;
using Rialto.Gateways;
using Rialto.Gateways.Auth;
using Rialto.Gateways.Binance;
using Rialto.Gateways.Binance.Streams;
using Rialto.Gateways.Fix.Session;
using Rialto.Gateways.Native;
using Rialto.Gateways.Rest;
using Rialto.Gateways.Streams;
using Rialto.Gateways.Tls;
using Rialto.Gateways.Views;

namespace Rialto.Host.Config;

/// <summary>The sections <c>Http</c>, <c>Streams</c>, <c>Native</c>, <c>Fix</c>, <c>Binance</c>, <c>Auth</c> and <c>Views</c>; ranges are those of the gateways' own options.</summary>
internal static class GatewaySettings
{
    public static GatewayOptions Read(SettingsReader reader)
    {
        var standard = new GatewayOptions();
        var http = ReadHttp(reader, standard.Http);
        return new GatewayOptions
        {
            Http = http,
            Streams = ReadStreams(reader, standard.Streams),
            Native = ReadNative(reader, standard.Native),
            Binance = ReadBinance(reader, standard.Binance, http.Port),
            Fix = ReadFix(reader, standard.Fix),
            Auth = ReadAuth(reader, standard.Auth),
            Views = new ViewOptions
            {
                FinishedOrders = reader.Number("Views:FinishedOrders", standard.Views.FinishedOrders, 0, 10_000_000),
                MaxFillsPerOrder = reader.Number("Views:MaxFillsPerOrder", standard.Views.MaxFillsPerOrder, 0, 100_000),
                KeptTrades = reader.Number("Views:KeptTrades", standard.Views.KeptTrades, 1, 10_000_000),
                KeptMovements = reader.Number("Views:KeptMovements", standard.Views.KeptMovements, 0, 10_000_000),
                KeptMarginNotices = reader.Number("Views:KeptMarginNotices", standard.Views.KeptMarginNotices, 0, 10_000_000),
                KeptCandles = reader.Number("Views:KeptCandles", standard.Views.KeptCandles, 1, 1_000_000),
                KeptSamples = reader.Number("Views:KeptSamples", standard.Views.KeptSamples, 1, 1_000_000),
            },
            MaxPendingCommands = reader.Number("Rings:PendingCommands", standard.MaxPendingCommands, 64, 1 << 20),
        };
    }

    private static HttpOptions ReadHttp(SettingsReader reader, HttpOptions standard)
    {
        var options = new HttpOptions
        {
            Address = reader.Address("Http:Address", IPAddress.Loopback).ToString(),
            Port = reader.Number("Http:Port", standard.Port, 0, 65_535),
            CertificatePath = reader.OptionalText("Http:CertificatePath") ?? string.Empty,
            CertificateKeyPath = reader.OptionalText("Http:CertificateKeyPath") ?? string.Empty,
            CertificatePassword = reader.OptionalSecret("Http:CertificatePassword") ?? string.Empty,
            MaxBodyBytes = reader.Number("Http:MaxBodyBytes", standard.MaxBodyBytes, 1_024, 16_777_216),
            MaxLongBodies = reader.Number("Http:MaxLongBodies", standard.MaxLongBodies, 1, 1_000),
            MaxLongBodiesPerKey = reader.Number("Http:MaxLongBodiesPerKey", standard.MaxLongBodiesPerKey, 1, 1_000),
            MaxUnprovenBodies = reader.Number("Http:MaxUnprovenBodies", standard.MaxUnprovenBodies, 1, 1_000),
            LongBodyTimeoutMs = reader.Number("Http:LongBodyTimeoutMs", standard.LongBodyTimeoutMs, 1_000, 600_000),
            MaxConnections = reader.Number("Http:MaxConnections", standard.MaxConnections, 1, 1_000_000),
            HeadersTimeoutMs = reader.Number("Http:HeadersTimeoutMs", standard.HeadersTimeoutMs, 100, 600_000),
            Swagger = reader.Flag("Http:Swagger", standard.Swagger),
            InlineScheduling = reader.Flag("Http:InlineScheduling", standard.InlineScheduling),
        };
        CheckCertificate(reader, options);
        return options;
    }

    private static void CheckCertificate(SettingsReader reader, HttpOptions options)
    {
        if (options.CertificatePath.Length == 0)
        {
            if (options.CertificateKeyPath.Length > 0)
                reader.Refuse("Http:CertificateKeyPath", "is of no use without Http:CertificatePath");
            return;
        }

        if (!File.Exists(options.CertificatePath))
        {
            reader.Refuse("Http:CertificatePath", $"names a file that is not there: '{options.CertificatePath}'");
            return;
        }

        if (options.CertificateKeyPath.Length > 0 && !File.Exists(options.CertificateKeyPath))
        {
            reader.Refuse("Http:CertificateKeyPath", $"names a file that is not there: '{options.CertificateKeyPath}'");
            return;
        }

        try
        {
            ServerCertificate.Load(options.CertificatePath, options.CertificateKeyPath, options.CertificatePassword, DateTimeOffset.UtcNow).Dispose();
        }
        catch (CertificateException problem)
        {
            reader.Refuse(problem.IsPassword ? "Http:CertificatePassword" : "Http:CertificatePath", problem.Message);
        }
    }

    private static StreamOptions ReadStreams(SettingsReader reader, StreamOptions standard) => new()
    {
        MaxConnections = reader.Number("Streams:MaxConnections", standard.MaxConnections, 1, 100_000),
        MaxConnectionsPerAddress = reader.Number("Streams:MaxConnectionsPerAddress", standard.MaxConnectionsPerAddress, 1, 100_000),
        MaxSubscriptions = reader.Number("Streams:MaxSubscriptions", standard.MaxSubscriptions, 1, 100_000),
        MessagesPerSecond = reader.Number("Streams:MessagesPerSecond", standard.MessagesPerSecond, 1, 10_000_000),
        MessageBurst = reader.Number("Streams:MessageBurst", standard.MessageBurst, 1, 10_000_000),
        SignedMessagesPerSecond = reader.Number("Streams:SignedMessagesPerSecond", standard.SignedMessagesPerSecond, 1, 10_000_000),
        SignedMessageBurst = reader.Number("Streams:SignedMessageBurst", standard.SignedMessageBurst, 1, 10_000_000),
        MaxRefusedInARow = reader.Number("Streams:MaxRefusedInARow", standard.MaxRefusedInARow, 1, 1_000_000),
        MaxInFlight = reader.Number("Streams:MaxInFlight", standard.MaxInFlight, 1, 65_536),
        MaxQueued = reader.Number("Streams:MaxQueued", standard.MaxQueued, 16, 1_000_000),
        MaxFrameBytes = reader.Number("Streams:MaxFrameBytes", standard.MaxFrameBytes, 256, 1_048_576),
        SendTimeoutMs = reader.Number("Streams:SendTimeoutMs", standard.SendTimeoutMs, 100, 600_000),
    };

    private static FixOptions ReadFix(SettingsReader reader, FixOptions standard)
    {
        var options = new FixOptions
        {
            Enabled = reader.Flag("Fix:Enabled", standard.Enabled),
            Address = reader.Address("Fix:Address", IPAddress.Loopback).ToString(),
            Port = reader.Number("Fix:Port", standard.Port, 0, 65_535),
            Tls = reader.Flag("Fix:Tls", standard.Tls),
            CompId = reader.Text("Fix:CompId", standard.CompId),
            Folder = Path.Combine(Path.GetFullPath(reader.Text("Data:Directory", "data")), "fix"),
            MaxConnections = reader.Number("Fix:MaxConnections", standard.MaxConnections, 1, 100_000),
            MessagesPerSecond = reader.Number("Fix:MessagesPerSecond", standard.MessagesPerSecond, 1, 100_000_000),
            MessageBurst = reader.Number("Fix:MessageBurst", standard.MessageBurst, 1, 100_000_000),
            MaxMessageBytes = reader.Number("Fix:MaxMessageBytes", standard.MaxMessageBytes, 1_024, 262_144),
            MaxQueuedBytes = reader.Number("Fix:MaxQueuedBytes", standard.MaxQueuedBytes, 65_536, 1 << 30),
            MaxStoreBytes = reader.Number("Fix:MaxStoreBytes", standard.MaxStoreBytes, 65_536, 1 << 30),
            SyncStore = reader.Flag("Fix:SyncStore", standard.SyncStore),
            MinHeartbeatSeconds = reader.Number("Fix:MinHeartbeatSeconds", standard.MinHeartbeatSeconds, 1, 60),
            MaxHeartbeatSeconds = reader.Number("Fix:MaxHeartbeatSeconds", standard.MaxHeartbeatSeconds, 1, 3_600),
            LogonTimeoutMs = reader.Number("Fix:LogonTimeoutMs", standard.LogonTimeoutMs, 100, 600_000),
            LogoutTimeoutMs = reader.Number("Fix:LogoutTimeoutMs", standard.LogoutTimeoutMs, 100, 600_000),
            SendTimeoutMs = reader.Number("Fix:SendTimeoutMs", standard.SendTimeoutMs, 100, 600_000),
            MaxClockSkewMs = reader.Number("Fix:MaxClockSkewMs", standard.MaxClockSkewMs, 100, 86_400_000),
            Schedule = reader.Text("Fix:Schedule", standard.Schedule),
        };
        if (options.CompId.Length is 0 or > 64 || options.CompId.AsSpan().ContainsAnyExceptInRange('!', '~'))
            reader.Refuse("Fix:CompId", "must be 1 to 64 printable characters without blanks");
        if (options.Schedule.Length != 0 && !FixOptions.IsSchedule(options.Schedule))
            reader.Refuse("Fix:Schedule", "must be like 07:00-18:00 or Sun 22:00-Fri 21:00, in UTC");
        return options;
    }

    private static NativeOptions ReadNative(SettingsReader reader, NativeOptions standard) => new()
    {
        Enabled = reader.Flag("Native:Enabled", standard.Enabled),
        Address = reader.Address("Native:Address", IPAddress.Loopback).ToString(),
        Port = reader.Number("Native:Port", standard.Port, 0, 65_535),
        Tls = reader.Flag("Native:Tls", standard.Tls),
        MaxConnections = reader.Number("Native:MaxConnections", standard.MaxConnections, 1, 100_000),
        MessagesPerSecond = reader.Number("Native:MessagesPerSecond", standard.MessagesPerSecond, 1, 100_000_000),
        MessageBurst = reader.Number("Native:MessageBurst", standard.MessageBurst, 1, 100_000_000),
        MaxInFlight = reader.Number("Native:MaxInFlight", standard.MaxInFlight, 1, 1 << 20),
        MaxQueuedBytes = reader.Number("Native:MaxQueuedBytes", standard.MaxQueuedBytes, 65_536, 1 << 30),
        HeartbeatMs = reader.Number("Native:HeartbeatMs", standard.HeartbeatMs, 100, 600_000),
        LogonTimeoutMs = reader.Number("Native:LogonTimeoutMs", standard.LogonTimeoutMs, 100, 600_000),
    };

    private static BinanceOptions ReadBinance(SettingsReader reader, BinanceOptions standard, int httpPort) => new()
    {
        Enabled = reader.Flag("Binance:Enabled", standard.Enabled),
        Address = reader.Address("Binance:Address", IPAddress.Loopback).ToString(),
        // Where the system chooses one port it chooses this one too: several exchanges on one machine do not meet.
        Port = reader.Number("Binance:Port", httpPort == 0 ? 0 : standard.Port, 0, 65_535),
        MaxConnections = reader.Number("Binance:MaxConnections", standard.MaxConnections, 1, 1_000_000),
        MaxBodyBytes = reader.Number("Binance:MaxBodyBytes", standard.MaxBodyBytes, 1_024, 1_048_576),
        HeadersTimeoutMs = reader.Number("Binance:HeadersTimeoutMs", standard.HeadersTimeoutMs, 100, 600_000),
        WeightPerMinute = reader.Number("Binance:WeightPerMinute", standard.WeightPerMinute, 1, 1_000_000_000),
        RequestsPerFiveMinutes = reader.Number("Binance:RequestsPerFiveMinutes", standard.RequestsPerFiveMinutes, 1, 1_000_000_000),
        OrdersPerTenSeconds = reader.Number("Binance:OrdersPerTenSeconds", standard.OrdersPerTenSeconds, 1, 1_000_000_000),
        OrdersPerDay = reader.Number("Binance:OrdersPerDay", standard.OrdersPerDay, 1, 1_000_000_000),
        RefusalsBeforeBan = reader.Number("Binance:RefusalsBeforeBan", standard.RefusalsBeforeBan, 1, 1_000_000_000),
        FirstBanSeconds = reader.Number("Binance:FirstBanSeconds", standard.FirstBanSeconds, 1, 259_200),
        MarketProtectionPpm = reader.Number("Binance:MarketProtectionPpm", standard.MarketProtectionPpm, 0, 1_000_000),
        StopProtectionPpm = reader.Number("Binance:StopProtectionPpm", standard.StopProtectionPpm, 0, 1_000_000),
        MaxListenKeys = reader.Number("Binance:MaxListenKeys", standard.MaxListenKeys, 1, 1_000_000),
        Sockets = ReadSockets(reader, standard.Sockets),
    };

    private static SocketOptions ReadSockets(SettingsReader reader, SocketOptions standard) => new()
    {
        MaxConnections = reader.Number("Binance:Sockets:MaxConnections", standard.MaxConnections, 1, 100_000),
        MaxConnectionsPerAddress = reader.Number("Binance:Sockets:MaxConnectionsPerAddress", standard.MaxConnectionsPerAddress, 1, 100_000),
        ConnectsPerFiveMinutes = reader.Number("Binance:Sockets:ConnectsPerFiveMinutes", standard.ConnectsPerFiveMinutes, 1, 1_000_000),
        MaxStreams = reader.Number("Binance:Sockets:MaxStreams", standard.MaxStreams, 1, 100_000),
        MessagesPerSecond = reader.Number("Binance:Sockets:MessagesPerSecond", standard.MessagesPerSecond, 1, 1_000_000),
        RequestsPerSecond = reader.Number("Binance:Sockets:RequestsPerSecond", standard.RequestsPerSecond, 1, 1_000_000),
        MaxFrameBytes = reader.Number("Binance:Sockets:MaxFrameBytes", standard.MaxFrameBytes, 256, 1_048_576),
        MaxQueuedBytes = reader.Number("Binance:Sockets:MaxQueuedBytes", standard.MaxQueuedBytes, 4_096, 1 << 30),
        MaxUnreadAnswerBytes = reader.Number("Binance:Sockets:MaxUnreadAnswerBytes", standard.MaxUnreadAnswerBytes, 1_024, 1 << 30),
        SendTimeoutMs = reader.Number("Binance:Sockets:SendTimeoutMs", standard.SendTimeoutMs, 100, 600_000),
        PingMs = reader.Number("Binance:Sockets:PingMs", standard.PingMs, 100, 3_600_000),
        PongTimeoutMs = reader.Number("Binance:Sockets:PongTimeoutMs", standard.PongTimeoutMs, 100, 3_600_000),
        MaxLifeMinutes = reader.Number("Binance:Sockets:MaxLifeMinutes", standard.MaxLifeMinutes, 1, 525_600),
        ListenKeyMinutes = reader.Number("Binance:Sockets:ListenKeyMinutes", standard.ListenKeyMinutes, 1, 525_600),
    };

    private static AuthOptions ReadAuth(SettingsReader reader, AuthOptions standard) => new()
    {
        WindowMs = reader.Number("Auth:WindowMs", standard.WindowMs, 100, 600_000),
        AheadMs = reader.Number("Auth:AheadMs", standard.AheadMs, 0, 100_000),
        ReplayCacheSize = reader.Number("Auth:ReplayCacheSize", standard.ReplayCacheSize, 1_000, 50_000_000),
        RequestsPerSecond = reader.Number("Auth:RequestsPerSecond", standard.RequestsPerSecond, 1, 10_000_000),
        RequestBurst = reader.Number("Auth:RequestBurst", standard.RequestBurst, 1, 10_000_000),
        RequireKeyForMarketData = reader.Flag("Auth:RequireKeyForMarketData", standard.RequireKeyForMarketData),
        RequireKeyForMetrics = reader.Flag("Auth:RequireKeyForMetrics", standard.RequireKeyForMetrics),
    };
}
