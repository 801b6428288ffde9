// What the NuGet package is tried with: see folder.sh.

using System;
using System.IO;
using System.Text;
using Ackwell;

AckwellConfiguration configuration = AckwellConfiguration.Load("config.json");
Receiver receiver = configuration.CreateReceiver(Provider.LianLian);
using Ledger ledger = configuration.OpenLedger();
foreach (string file in new[] { "body.json", "body.json", "tampered.json" })
{
    Request request = new(File.ReadAllBytes(file), peer: "115.236.102.36");
    Acknowledgement answer = receiver.Handle(request, ledger, notification =>
    {
        notification.Expect("2015101911313905300004", 0.01m, "CNY");
        if (notification.Status == Status.Succeeded)
        {
            Console.WriteLine($"paid: {notification.OrderNo}");
        }
    });
    Console.WriteLine($"{answer.Status} {Encoding.UTF8.GetString(answer.Body.Span)}");
}
